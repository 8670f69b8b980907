/**
 * The {@link dev.usher.flow.UserPool} over the AWS SDK: errors, SECRET_HASH, retries, quota pacing.
 */
@NullMarked
package dev.usher.cognito;

import org.jspecify.annotations.NullMarked;
