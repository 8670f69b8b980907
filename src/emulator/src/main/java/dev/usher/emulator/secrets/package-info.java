/** AWS Secrets Manager. */
@NullMarked
package dev.usher.emulator.secrets;

import org.jspecify.annotations.NullMarked;
