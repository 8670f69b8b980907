package dev.usher.emulator.protocol;

import tools.jackson.databind.node.ObjectNode;

/** One operation of an emulated service. */
@FunctionalInterface
public interface AwsOperation {
    /**
     * Performs it and answers.
     *
     * @throws AwsError if the service would refuse
     */
    ObjectNode answer(OperationInput in);
}
