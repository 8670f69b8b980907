package dev.usher.tools.doctor;

import dev.usher.sqs.QueueException;
import java.util.Set;

/** Fixes by SQS's error codes. */
final class QueueFixes {
    private static final Set<String> GONE = Set.of("QueueDoesNotExist", "QueueDeletedRecently");
    private static final Set<String> KEY_GONE =
            Set.of("KmsDisabled", "KmsNotFound", "KmsInvalidState", "KmsInvalidKeyUsage");

    private QueueFixes() {}

    static String of(String code, QueueRole queueRole) {
        if (GONE.contains(code)) {
            return "create the queue, or correct %s or AWS_REGION"
                    .formatted(queueRole.variable());
        }
        if (KEY_GONE.contains(code)) {
            return "enable the queue's KMS key, or give the queue another one";
        }
        if (code.startsWith("Kms") && ErrorOwner.of(code) != ErrorOwner.AWS) {
            return "allow the worker %s on the queue's KMS key, in its role and in the key's policy"
                    .formatted(queueRole.keyActions());
        }
        return switch (ErrorOwner.of(code)) {
            case CREDENTIALS -> AccountCheck.GIVE_CREDENTIALS;
            case DENIED -> "allow the worker %s on the queue".formatted(queueRole.actions());
            case AWS -> ErrorOwner.TRY_AGAIN;
            case UNKNOWN ->
                    codeless(code)
                            ? ErrorOwner.CHECK_ENDPOINT + "; try again if it was a 5xx"
                            : "check %s, AWS_REGION, AWS_ENDPOINT_URL and proxies"
                                    .formatted(queueRole.variable());
        };
    }

    /** Whether the answer is not SQS's: it has no error code. */
    static boolean codeless(String code) {
        return code.equals("SqsException");
    }

    /** The finding about a queue that can't be opened. */
    static Finding of(QueueException e, QueueRole queueRole, String setting) {
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
                    "the server gives no error code (asked for %s)"
                            .formatted(queueRole.variable()),
                    of(e.code(), queueRole));
        }
        return Finding.failed(
                "queue",
                setting,
                "can't be opened as %s: %s".formatted(queueRole.variable(), e.code()),
                of(e.code(), queueRole));
    }
}
