package dev.usher.tools.doctor;

import dev.usher.settings.InspectedSettings;
import dev.usher.settings.QueueSettings;
import dev.usher.settings.Settings;
import dev.usher.sqs.QueueException;
import dev.usher.sqs.Queues.Redrive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks all queues: each by itself, and together. */
final class QueueChecks {
    private final InspectedSettings inspectedSettings;
    private final QueueReader reader;
    private final QueuePermissions permissions;
    private final PolicySimulation policySimulation;
    private final List<Finding> findings = new ArrayList<>();
    private final List<ExistingQueue> existing = new ArrayList<>();

    QueueChecks(
            InspectedSettings inspectedSettings,
            QueueReader reader,
            QueuePermissions permissions,
            PolicySimulation policySimulation) {
        this.inspectedSettings = inspectedSettings;
        this.reader = reader;
        this.permissions = permissions;
        this.policySimulation = policySimulation;
    }

    List<Finding> run() {
        Settings.QueueNames queues = inspectedSettings.settings().queues();
        boolean answered =
                open(QueueRole.REQUEST, queues.request())
                        && open(QueueRole.BULK, queues.bulk())
                        && open(QueueRole.REPLY, queues.reply())
                        && queues.replyTo().stream()
                                .allMatch(name -> open(QueueRole.NAMED_REPLY, name))
                        && openDeadLetters(queues.deadLetter());
        if (answered) {
            together(queues.deadLetter() != null);
            allowed();
        }
        return findings;
    }

    /** False if SQS itself does not answer, which is reported only once. */
    private boolean open(QueueRole queueRole, @Nullable String setting) {
        if (!inspectedSettings.sound(queueRole.variable())) {
            findings.add(
                    Finding.skipped(
                            "queue",
                            queueRole.variable(),
                            "not checked: the setting is wrong",
                            ""));
            return true;
        }
        if (setting == null) {
            return true;
        }
        checkRegion(setting);
        try {
            ExistingQueue queue = reader.read(queueRole, setting);
            existing.add(queue);
            findings.addAll(QueueAttributes.of(queue));
            return true;
        } catch (QueueException e) {
            findings.add(QueueFixes.of(e, queueRole, QueueSettings.nameOf(setting)));
            return !e.unanswered()
                    && !QueueFixes.codeless(e.code())
                    && !AccountCheck.BAD_CREDENTIALS.contains(e.code());
        }
    }

    /** The worker uses its own region, whatever an ARN or URL says. */
    private void checkRegion(String setting) {
        String named =
                setting.startsWith("arn:")
                        ? setting.split(":", -1)[3]
                        : setting.replaceFirst("https://sqs\\.([a-z0-9-]+)\\.amazonaws\\..*", "$1");
        if (!named.isEmpty() && !named.equals(setting) && !named.equals(reader.region())) {
            findings.add(
                    Finding.warning(
                            "region",
                            QueueSettings.nameOf(setting),
                            "is in %s by its name, but the worker uses %s"
                                    .formatted(named, reader.region()),
                            "set AWS_REGION to the region of queues and pool"));
        }
    }

    private boolean openDeadLetters(@Nullable String setting) {
        if (setting != null || !inspectedSettings.sound(QueueRole.DEAD_LETTER.variable())) {
            return open(QueueRole.DEAD_LETTER, setting);
        }
        Redrive redrive =
                existing.stream()
                        .filter(queue -> queue.role() == QueueRole.REQUEST)
                        .findFirst()
                        .map(ExistingQueue::redrive)
                        .orElse(null);
        return open(QueueRole.DEAD_LETTER, redrive == null ? null : redrive.targetArn());
    }

    private void together(boolean named) {
        Set<ExistingQueue> clashing = new HashSet<>();
        for (int i = 0; i < existing.size(); i++) {
            for (ExistingQueue other : existing.subList(0, i)) {
                if (clash(existing.get(i), other)) {
                    clashing.add(existing.get(i));
                    clashing.add(other);
                }
            }
        }
        // A queue with two roles gets no advice: a fix for one role may break the other.
        List<ExistingQueue> apart =
                existing.stream().filter(each -> !clashing.contains(each)).toList();
        List<ExistingQueue> sources = apart.stream().filter(each -> each.role().source()).toList();
        ExistingQueue dead =
                apart.stream()
                        .filter(each -> each.role() == QueueRole.DEAD_LETTER)
                        .findFirst()
                        .orElse(null);
        // A wrong setting names a queue, too, but an unknown one.
        boolean set = named || !inspectedSettings.sound(QueueRole.DEAD_LETTER.variable());
        int attempts =
                inspectedSettings.sound("USHER_MAX_ATTEMPTS")
                        ? inspectedSettings.settings().work().maxAttempts()
                        : 1;
        sources.forEach(source -> findings.addAll(RedriveChecks.of(source, dead, set, attempts)));
        if (dead != null) {
            findings.addAll(RedriveChecks.ofDeadLetters(dead));
            if (inspectedSettings.sound("USHER_LEDGER")
                    && inspectedSettings.sound("USHER_LEDGER_RETENTION")) {
                findings.addAll(RetentionCheck.of(sources, dead, inspectedSettings.settings().ledger()));
            }
        }
    }

    /**
     * A worker that reads what it writes never ends. Two settings can name one queue in two ways.
     */
    private boolean clash(ExistingQueue one, ExistingQueue other) {
        boolean clash = one.is(other) && !(one.role().reply() && other.role().reply());
        if (clash) {
            findings.add(
                    Finding.failed(
                            "queue",
                            one.name(),
                            "is both %s and %s"
                                    .formatted(other.role().variable(), one.role().variable()),
                            "request, bulk, reply and dead-letter queues must be different queues"));
        }
        return clash;
    }

    private void allowed() {
        List<Finding> found =
                existing.stream().flatMap(queue -> permissions.of(queue).stream()).toList();
        findings.addAll(found);
        Set<String> refused =
                found.stream()
                        .filter(each -> each.status() == Finding.Status.FAILED)
                        .map(Finding::subject)
                        .collect(Collectors.toSet());
        findings.addAll(
                policySimulation.of(
                        existing.stream()
                                .filter(queue -> !refused.contains(queue.name()))
                                .toList()));
    }
}
