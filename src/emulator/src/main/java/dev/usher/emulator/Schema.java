package dev.usher.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that a pool's users can have: all of OpenID Connect's standard ones, and the
 * custom ones given when the pool was made.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html">User
 *     pool attributes</a>
 */
final class Schema {
    private static final List<Attribute> STANDARD =
            List.of(
                    Attribute.text("sub", 1, 2048).withRequired(true, false),
                    Attribute.text("name", 0, 2048),
                    Attribute.text("given_name", 0, 2048),
                    Attribute.text("family_name", 0, 2048),
                    Attribute.text("middle_name", 0, 2048),
                    Attribute.text("nickname", 0, 2048),
                    Attribute.text("preferred_username", 0, 2048),
                    Attribute.text("profile", 0, 2048),
                    Attribute.text("picture", 0, 2048),
                    Attribute.text("website", 0, 2048),
                    Attribute.text("email", 0, 2048),
                    Attribute.flag("email_verified"),
                    Attribute.text("gender", 0, 2048),
                    Attribute.text("birthdate", 10, 10),
                    Attribute.text("zoneinfo", 0, 2048),
                    Attribute.text("locale", 0, 2048),
                    Attribute.text("phone_number", 0, 2048),
                    Attribute.flag("phone_number_verified"),
                    Attribute.text("address", 0, 2048),
                    Attribute.number("updated_at"));

    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    /** Reads {@code Schema} of CreateUserPool. */
    Schema(Input in) {
        STANDARD.forEach(attribute -> attributes.put(attribute.name(), attribute));
        for (Input given : in.inputs("Schema")) {
            String name = given.text("Name", Shape.CUSTOM_ATTRIBUTE_NAME);
            boolean required = given.flag("Required", false);
            boolean mutable = given.flag("Mutable", true);
            Attribute standard = attributes.get(name);
            if (standard != null) {
                attributes.put(name, standard.withRequired(required, mutable));
            } else if (required) {
                throw AwsError.invalidParameter(
                        "Required custom attributes are not supported currently.");
            } else {
                Attribute custom = custom(given, name, mutable);
                attributes.put(custom.name(), custom);
            }
        }
    }

    ArrayNode describe() {
        return Json.nodes(attributes.values().stream().map(Attribute::describe).toList());
    }

    /**
     * Holds attributes that are to be set to the schema: known, well-formed, not {@code sub}.
     *
     * @param create whether the user is being made, which is when an immutable one may be set
     * @throws AwsError InvalidParameterException
     */
    void check(Map<String, String> given, boolean create) {
        given.forEach((name, value) -> {
            Attribute attribute = attributes.get(name);
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
                .filter(Attribute::required)
                .map(Attribute::name)
                .filter(name -> !name.equals("sub") && !present.containsKey(name))
                .toList();
    }

    @Nullable Attribute attribute(String name) {
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

    private static Attribute custom(Input given, String name, boolean mutable) {
        boolean developerOnly = given.flag("DeveloperOnlyAttribute", false);
        String type = given.text("AttributeDataType", Shape.TEXT, "String");
        boolean number = type.equals("Number");
        Input limits =
                given.within(number ? "NumberAttributeConstraints" : "StringAttributeConstraints");
        return new Attribute(
                (developerOnly ? "dev:custom:" : "custom:") + name,
                type,
                mutable,
                false,
                developerOnly,
                limits.text(number ? "MinValue" : "MinLength", Shape.TEXT, ""),
                limits.text(number ? "MaxValue" : "MaxLength", Shape.TEXT, ""));
    }
}
