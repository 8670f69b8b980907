package dev.usher.emulator.dynamodb;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.OperationInput;

/** The refusals that several operations share. */
final class Refusals {
    static final String VALIDATION = "ValidationException";

    private Refusals() {}

    static AwsError validation(String message) {
        return AwsError.of(VALIDATION, message);
    }

    static AwsError invalidValues(String message) {
        return validation("One or more parameter values were invalid: " + message);
    }

    /** Refuses the members of a request that AWS knows and this emulator does not. */
    static void unsupported(OperationInput in, String... members) {
        for (String member : members) {
            if (in.has(member) && !in.json().path(member).asString("").equals("NONE")) {
                throw validation("This emulator does not have " + member + ".");
            }
        }
    }
}
