/** Amazon Cognito user pools. */
@NullMarked
package dev.usher.emulator.cognito;

import org.jspecify.annotations.NullMarked;
