/** What the emulated services share: requests, answers and refusals of the AWS JSON protocols. */
@NullMarked
package dev.usher.emulator.protocol;

import org.jspecify.annotations.NullMarked;
