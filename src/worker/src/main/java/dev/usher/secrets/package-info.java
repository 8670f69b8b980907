/** The secret of USHER_SECRET_ID and the keys that are derived from it. */
@NullMarked
package dev.usher.secrets;

import org.jspecify.annotations.NullMarked;
