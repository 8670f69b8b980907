package dev.usher.emulator.cognito;

import dev.usher.emulator.protocol.AwsError;
import dev.usher.emulator.protocol.EmulatorJson;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * One attribute of a pool's schema.
 *
 * @param type String, Number, DateTime or Boolean
 * @param least the least length of a String, value of a Number; empty for none
 * @param greatest the greatest
 * @see <a
 *     href="https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SchemaAttributeType.html">SchemaAttributeType</a>
 */
record AttributeRule(
        String name,
        String type,
        boolean mutable,
        boolean required,
        boolean developerOnly,
        String least,
        String greatest) {
    /** E.164: a plus and at most fifteen digits. */
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{1,14}");

    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+");

    static AttributeRule text(String name, int least, int greatest) {
        return new AttributeRule(
                name, "String", true, false, false, "" + least, Integer.toString(greatest));
    }

    static AttributeRule flag(String name) {
        return new AttributeRule(name, "Boolean", true, false, false, "", "");
    }

    static AttributeRule number(String name) {
        return new AttributeRule(name, "Number", true, false, false, "0", "");
    }

    AttributeRule withRequired(boolean required, boolean mutable) {
        return new AttributeRule(name, type, mutable, required, developerOnly, least, greatest);
    }

    ObjectNode describe() {
        ObjectNode description =
                EmulatorJson.object()
                        .put("Name", name)
                        .put("AttributeDataType", type)
                        .put("DeveloperOnlyAttribute", developerOnly)
                        .put("Mutable", mutable)
                        .put("Required", required);
        if (type.equals("String")) {
            ObjectNode limits = description.putObject("StringAttributeConstraints");
            put(limits, "MinLength", least);
            put(limits, "MaxLength", greatest);
        } else if (type.equals("Number")) {
            ObjectNode limits = description.putObject("NumberAttributeConstraints");
            put(limits, "MinValue", least);
            put(limits, "MaxValue", greatest);
        }
        return description;
    }

    /**
     * Checks a value by this attribute's type and limits. An empty value removes the attribute and
     * is always well-formed.
     *
     * @throws AwsError InvalidParameterException
     */
    void check(String value) {
        if (value.isEmpty()) {
            return;
        }
        if (name.equals("email") && !EMAIL.matcher(value).matches()) {
            throw AwsError.invalidParameter("Invalid email address format.");
        }
        if (name.equals("phone_number") && !PHONE.matcher(value).matches()) {
            throw AwsError.invalidParameter("Invalid phone number format.");
        }
        switch (type) {
            case "Boolean" ->
                    require(
                            value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"),
                            "Attribute must be true or false");
            case "Number" -> checkNumber(value);
            case "String" -> {
                int length = value.codePointCount(0, value.length());
                require(
                        least.isEmpty() || length >= Integer.parseInt(least),
                        "String must be at least " + least + " characters long");
                require(
                        greatest.isEmpty() || length <= Integer.parseInt(greatest),
                        "String must be no longer than " + greatest + " characters");
            }
            default -> {}
        }
    }

    static boolean looksLikeEmail(String text) {
        return EMAIL.matcher(text).matches();
    }

    static boolean looksLikePhone(String text) {
        return PHONE.matcher(text).matches();
    }

    private void checkNumber(String value) {
        BigDecimal number;
        try {
            number = new BigDecimal(value);
        } catch (NumberFormatException e) {
            throw broken("Attribute must be a number");
        }
        require(
                least.isEmpty() || number.compareTo(new BigDecimal(least)) >= 0,
                "Number must be at least " + least);
        require(
                greatest.isEmpty() || number.compareTo(new BigDecimal(greatest)) <= 0,
                "Number must be no greater than " + greatest);
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw broken(otherwise);
        }
    }

    private AwsError broken(String how) {
        return AwsError.invalidParameter(
                "Attributes did not conform to the schema: " + name + ": " + how + "\n");
    }

    private static void put(ObjectNode limits, String name, String limit) {
        if (!limit.isEmpty()) {
            limits.put(name, limit);
        }
    }
}
