/** Looking at dead letters, and moving them: scans, filters, replays, exports, purges. */
@NullMarked
package dev.usher.tools.deadletters;

import org.jspecify.annotations.NullMarked;
