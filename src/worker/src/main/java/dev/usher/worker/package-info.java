/** The worker loop over SQS: permits, leases, batched replies and deletes, dead letters. */
@NullMarked
package dev.usher.worker;

import org.jspecify.annotations.NullMarked;
