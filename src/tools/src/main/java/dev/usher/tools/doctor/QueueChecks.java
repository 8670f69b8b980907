package dev.usher.tools.doctor;

import dev.usher.settings.Inspected;
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

/** All queues: each by itself, and how they hang together. */
final class QueueChecks {
    private final Inspected inspected;
    private final QueueReader reader;
    private final QueuePermissions permissions;
    private final Simulation simulation;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Surveyed> surveyed = new ArrayList<>();

    QueueChecks(
            Inspected inspected,
            QueueReader reader,
            QueuePermissions permissions,
            Simulation simulation) {
        this.inspected = inspected;
        this.reader = reader;
        this.permissions = permissions;
        this.simulation = simulation;
    }

    List<Finding> run() {
        Settings.Queues queues = inspected.settings().queues();
        boolean answered =
                open(Role.REQUEST, queues.request())
                        && open(Role.BULK, queues.bulk())
                        && open(Role.REPLY, queues.reply())
                        && queues.replyTo().stream().allMatch(name -> open(Role.NAMED_REPLY, name))
                        && openDeadLetters(queues.deadLetter());
        if (answered) {
            together(queues.deadLetter() != null);
            allowed();
        }
        return findings;
    }

    /** False if SQS itself can't be asked, which need not be said of every queue. */
    private boolean open(Role role, @Nullable String setting) {
        if (!inspected.sound(role.variable())) {
            findings.add(
                    Finding.skipped(
                            "queue", role.variable(), "not looked at: the setting is wrong", ""));
            return true;
        }
        if (setting == null) {
            return true;
        }
        elsewhere(setting);
        try {
            Surveyed queue = reader.read(role, setting);
            surveyed.add(queue);
            findings.addAll(QueueAttributes.of(queue));
            return true;
        } catch (QueueException e) {
            findings.add(QueueMend.of(e, role, QueueSettings.nameOf(setting)));
            return !e.unanswered()
                    && !QueueMend.codeless(e.code())
                    && !Account.BAD_CREDENTIALS.contains(e.code());
        }
    }

    /** The worker asks in its own region, whatever an ARN or URL says. */
    private void elsewhere(String setting) {
        String named =
                setting.startsWith("arn:")
                        ? setting.split(":", -1)[3]
                        : setting.replaceFirst("https://sqs\\.([a-z0-9-]+)\\.amazonaws\\..*", "$1");
        if (!named.isEmpty() && !named.equals(setting) && !named.equals(reader.region())) {
            findings.add(
                    Finding.warning(
                            "region",
                            QueueSettings.nameOf(setting),
                            "is in %s by its name, and looked for in %s"
                                    .formatted(named, reader.region()),
                            "set AWS_REGION to the region that queues and pool are in"));
        }
    }

    private boolean openDeadLetters(@Nullable String setting) {
        if (setting != null || !inspected.sound(Role.DEAD_LETTER.variable())) {
            return open(Role.DEAD_LETTER, setting);
        }
        Redrive redrive =
                surveyed.stream()
                        .filter(queue -> queue.role() == Role.REQUEST)
                        .findFirst()
                        .map(Surveyed::redrive)
                        .orElse(null);
        return open(Role.DEAD_LETTER, redrive == null ? null : redrive.targetArn());
    }

    private void together(boolean named) {
        Set<Surveyed> clashing = new HashSet<>();
        for (int i = 0; i < surveyed.size(); i++) {
            for (Surveyed other : surveyed.subList(0, i)) {
                if (clash(surveyed.get(i), other)) {
                    clashing.add(surveyed.get(i));
                    clashing.add(other);
                }
            }
        }
        // What would mend one of two roles of a queue may break the other.
        List<Surveyed> apart = surveyed.stream().filter(each -> !clashing.contains(each)).toList();
        List<Surveyed> sources = apart.stream().filter(each -> each.role().source()).toList();
        Surveyed dead =
                apart.stream()
                        .filter(each -> each.role() == Role.DEAD_LETTER)
                        .findFirst()
                        .orElse(null);
        // A setting that is wrong names one, though nobody knows which.
        boolean set = named || !inspected.sound(Role.DEAD_LETTER.variable());
        int attempts =
                inspected.sound("USHER_MAX_ATTEMPTS")
                        ? inspected.settings().work().maxAttempts()
                        : 1;
        sources.forEach(source -> findings.addAll(Redrives.of(source, dead, set, attempts)));
        if (dead != null) {
            findings.addAll(Redrives.ofDeadLetters(dead));
            if (inspected.sound("USHER_LEDGER") && inspected.sound("USHER_LEDGER_RETENTION")) {
                findings.addAll(Retention.of(sources, dead, inspected.settings().ledger()));
            }
        }
    }

    /**
     * A worker that reads what it wrote never ends; two settings can name one queue in two ways.
     */
    private boolean clash(Surveyed one, Surveyed other) {
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
                surveyed.stream().flatMap(queue -> permissions.of(queue).stream()).toList();
        findings.addAll(found);
        Set<String> refused =
                found.stream()
                        .filter(each -> each.status() == Finding.Status.FAILED)
                        .map(Finding::subject)
                        .collect(Collectors.toSet());
        findings.addAll(
                simulation.of(
                        surveyed.stream()
                                .filter(queue -> !refused.contains(queue.name()))
                                .toList()));
    }
}
