/** Amazon DynamoDB. */
@NullMarked
package dev.usher.emulator.dynamodb;

import org.jspecify.annotations.NullMarked;
