/** What tests and operators of the emulator control: faults, quotas and time. */
@NullMarked
package dev.usher.emulator.control;

import org.jspecify.annotations.NullMarked;
