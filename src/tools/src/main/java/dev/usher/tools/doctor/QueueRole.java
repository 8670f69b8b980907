package dev.usher.tools.doctor;

/** The worker's use of a queue. */
enum QueueRole {
    REQUEST("USHER_REQUEST_QUEUE"),
    BULK("USHER_BULK_QUEUE"),
    REPLY("USHER_REPLY_QUEUE"),
    NAMED_REPLY("USHER_REPLY_QUEUES"),
    DEAD_LETTER("USHER_DEAD_LETTER_QUEUE");

    private final String variable;

    QueueRole(String variable) {
        this.variable = variable;
    }

    /** The setting that names it. */
    String variable() {
        return variable;
    }

    /** Whether the worker takes requests from it. */
    boolean source() {
        return this == REQUEST || this == BULK;
    }

    /** Whether the worker sends replies to it. */
    boolean reply() {
        return this == REPLY || this == NAMED_REPLY;
    }

    /** The permissions that the worker needs. */
    String actions() {
        return source()
                ? "sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility,"
                        + " sqs:GetQueueUrl and sqs:GetQueueAttributes"
                : "sqs:SendMessage, sqs:GetQueueUrl and sqs:GetQueueAttributes";
    }

    /** The permissions that SQS needs on the queue's key for the worker. */
    String keyActions() {
        return source() ? "kms:Decrypt" : "kms:GenerateDataKey and kms:Decrypt";
    }
}
