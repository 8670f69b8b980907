/** The SQS client: queues, messages, batches of ten and their retries. */
@NullMarked
package dev.usher.sqs;

import org.jspecify.annotations.NullMarked;
