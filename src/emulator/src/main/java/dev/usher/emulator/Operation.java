package dev.usher.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One operation of an emulated service. */
@FunctionalInterface
interface Operation {
    /**
     * Does it and answers.
     *
     * @throws AwsError if the service would refuse
     */
    ObjectNode answer(Input in);
}
