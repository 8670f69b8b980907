/**
 * The embedded AWS: ElasticMQ, a strict Cognito emulator and Secrets Manager. No production room
 * may import it.
 */
@NullMarked
package dev.usher.emulator;

import org.jspecify.annotations.NullMarked;
