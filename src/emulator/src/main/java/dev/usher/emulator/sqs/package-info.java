/** Amazon SQS, by ElasticMQ. */
@NullMarked
package dev.usher.emulator.sqs;

import org.jspecify.annotations.NullMarked;
