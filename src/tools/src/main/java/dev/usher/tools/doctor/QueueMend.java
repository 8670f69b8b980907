package dev.usher.tools.doctor;

import dev.usher.sqs.QueueException;
import java.util.Set;

/** What to do about SQS's error codes. */
final class QueueMend {
    private static final Set<String> GONE = Set.of("QueueDoesNotExist", "QueueDeletedRecently");
    private static final Set<String> KEY_GONE =
            Set.of("KmsDisabled", "KmsNotFound", "KmsInvalidState", "KmsInvalidKeyUsage");

    private QueueMend() {}

    static String of(String code, Role role) {
        if (GONE.contains(code)) {
            return "create the queue, or mend %s; or is AWS_REGION another one?"
                    .formatted(role.variable());
        }
        if (KEY_GONE.contains(code)) {
            return "enable the queue's KMS key, or give the queue another one";
        }
        if (code.startsWith("Kms") && Blame.of(code) != Blame.AWS) {
            return "allow the worker %s on the queue's KMS key, in its role and in the key's policy"
                    .formatted(role.keyActions());
        }
        return switch (Blame.of(code)) {
            case CREDENTIALS -> Account.GIVE_CREDENTIALS;
            case DENIED -> "allow the worker %s on the queue".formatted(role.actions());
            case AWS -> Blame.TRY_AGAIN;
            case UNKNOWN ->
                    codeless(code)
                            ? Blame.CHECK_ENDPOINT + "; or try again, if it was a 5xx"
                            : "check %s, AWS_REGION, AWS_ENDPOINT_URL and proxies"
                                    .formatted(role.variable());
        };
    }

    /** Whether something answered, and not in SQS's way. */
    static boolean codeless(String code) {
        return code.equals("SqsException");
    }

    /** Of a queue that could not be opened. */
    static Finding of(QueueException e, Role role, String setting) {
        if (e.unanswered()) {
            return Finding.failed(
                    "queue",
                    "SQS",
                    "can't be reached (%s)".formatted(e.code()),
                    "check AWS_ENDPOINT_URL, AWS_REGION and the network");
        }
        if (codeless(e.code())) {
            return Finding.failed(
                    "queue",
                    "SQS",
                    "what answers gives no error code (asked for %s)".formatted(role.variable()),
                    of(e.code(), role));
        }
        return Finding.failed(
                "queue",
                setting,
                "can't be opened as %s: %s".formatted(role.variable(), e.code()),
                of(e.code(), role));
    }
}
