/**
 * The embedded AWS: ElasticMQ, a strict Cognito emulator and Secrets Manager. No production room
 * may import it.
 */
@NullMarked
package dev.usher.local;

import org.jspecify.annotations.NullMarked;
