package dev.usher.emulator.protocol;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An emulated service that speaks an AWS JSON protocol. */
public interface AwsService {
    /** AWS's name of it in endpoints and permissions, such as {@code cognito-idp}. */
    String name();

    /** Whether it has an operation. */
    boolean has(String operation);

    /** Whether AWS takes the operation from signed requests alone. */
    default boolean signed(String operation) {
        return true;
    }

    /** The media type of its answers, which is that of its protocol's version. */
    default String mediaType() {
        return HttpAnswer.JSON_1_1;
    }

    /**
     * Calls an operation that it {@linkplain #has has}.
     *
     * @param operation AWS's name, such as {@code AdminCreateUser}
     * @param input the request as on the wire
     * @throws AwsError if the service would refuse
     */
    ObjectNode call(String operation, JsonNode input);
}
