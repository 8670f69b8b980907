/** The worker loop over SQS: permits, leases, batched replies and deletes, dead letters. */
@NullMarked
package dev.usher.queue;

import org.jspecify.annotations.NullMarked;
