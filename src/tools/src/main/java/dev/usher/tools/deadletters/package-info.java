/** Dead letters: scans, filters, replays, exports and purges. */
@NullMarked
package dev.usher.tools.deadletters;

import org.jspecify.annotations.NullMarked;
