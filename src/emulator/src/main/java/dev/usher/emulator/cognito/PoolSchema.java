package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.EmulatorJson;
import dev.usher.emulator.protocol.OperationInput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * The attributes that a pool's users can have: OpenID Connect's standard ones, and the custom ones
 * of CreateUserPool.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html">User
 *     pool attributes</a>
 */
final class PoolSchema {
    private static final List<AttributeRule> STANDARD =
            List.of(
                    AttributeRule.text("sub", 1, 2048).withRequired(true, false),
                    AttributeRule.text("name", 0, 2048),
                    AttributeRule.text("given_name", 0, 2048),
                    AttributeRule.text("family_name", 0, 2048),
                    AttributeRule.text("middle_name", 0, 2048),
                    AttributeRule.text("nickname", 0, 2048),
                    AttributeRule.text("preferred_username", 0, 2048),
                    AttributeRule.text("profile", 0, 2048),
                    AttributeRule.text("picture", 0, 2048),
                    AttributeRule.text("website", 0, 2048),
                    AttributeRule.text("email", 0, 2048),
                    AttributeRule.flag("email_verified"),
                    AttributeRule.text("gender", 0, 2048),
                    AttributeRule.text("birthdate", 10, 10),
                    AttributeRule.text("zoneinfo", 0, 2048),
                    AttributeRule.text("locale", 0, 2048),
                    AttributeRule.text("phone_number", 0, 2048),
                    AttributeRule.flag("phone_number_verified"),
                    AttributeRule.text("address", 0, 2048),
                    AttributeRule.number("updated_at"));

    private final Map<String, AttributeRule> attributes = new LinkedHashMap<>();

    /** Reads {@code Schema} of CreateUserPool. */
    PoolSchema(OperationInput in) {
        STANDARD.forEach(attribute -> attributes.put(attribute.name(), attribute));
        for (OperationInput given : in.inputs("Schema")) {
            String name = given.text("Name", CognitoShapes.CUSTOM_ATTRIBUTE_NAME);
            boolean required = given.flag("Required", false);
            boolean mutable = given.flag("Mutable", true);
            AttributeRule standard = attributes.get(name);
            if (standard != null) {
                attributes.put(name, standard.withRequired(required, mutable));
            } else if (required) {
                throw AwsError.invalidParameter(
                        "Required custom attributes are not supported currently.");
            } else {
                AttributeRule custom = custom(given, name, mutable);
                attributes.put(custom.name(), custom);
            }
        }
    }

    ArrayNode describe() {
        return EmulatorJson.nodes(
                attributes.values().stream().map(AttributeRule::describe).toList());
    }

    /**
     * Checks attributes to set: known, well-formed, not {@code sub}.
     *
     * @param create whether the user is being created: only then can immutable attributes be set
     * @throws AwsError InvalidParameterException
     */
    void check(Map<String, String> given, boolean create) {
        given.forEach((name, value) -> {
            AttributeRule attribute = attributes.get(name);
            if (attribute == null) {
                throw AwsError.invalidParameter(
                        "Attributes did not conform to the schema: "
                                + name
                                + ": Attribute does not exist in the schema.\n");
            }
            if (name.equals("sub") || !(create || attribute.mutable())) {
                throw AwsError.invalidParameter(
                        "user." + name + ": Attribute cannot be updated.\n");
            }
            attribute.check(value);
        });
        verifiedNeedsValue(given, "email", create);
        verifiedNeedsValue(given, "phone_number", create);
    }

    /** The required attributes that have no value yet, in the schema's order. */
    List<String> missing(Map<String, String> present) {
        return attributes.values().stream()
                .filter(AttributeRule::required)
                .map(AttributeRule::name)
                .filter(name -> !name.equals("sub") && !present.containsKey(name))
                .toList();
    }

    @Nullable AttributeRule attribute(String name) {
        return attributes.get(name);
    }

    // API_AdminCreateUser, UserAttributes: "You must provide a value for email when you want to set
    // email_verified to true". The wording of the refusal is not verified against AWS.
    private static void verifiedNeedsValue(Map<String, String> given, String name, boolean create) {
        if (create
                && "true".equalsIgnoreCase(given.get(name + "_verified"))
                && given.getOrDefault(name, "").isEmpty()) {
            throw AwsError.invalidParameter(
                    name + " is required when " + name + "_verified is true.");
        }
    }

    private static AttributeRule custom(OperationInput given, String name, boolean mutable) {
        boolean developerOnly = given.flag("DeveloperOnlyAttribute", false);
        String type = given.text("AttributeDataType", CognitoShapes.TEXT, "String");
        boolean number = type.equals("Number");
        OperationInput limits =
                given.within(number ? "NumberAttributeConstraints" : "StringAttributeConstraints");
        return new AttributeRule(
                (developerOnly ? "dev:custom:" : "custom:") + name,
                type,
                mutable,
                false,
                developerOnly,
                limits.text(number ? "MinValue" : "MinLength", CognitoShapes.TEXT, ""),
                limits.text(number ? "MaxValue" : "MaxLength", CognitoShapes.TEXT, ""));
    }
}
