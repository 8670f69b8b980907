/**
 * Many sign-ups, while machines die, the network lies and Cognito pushes back; then everything that
 * is promised is checked, id by id.
 */
@NullMarked
package dev.usher.soak;

import org.jspecify.annotations.NullMarked;
