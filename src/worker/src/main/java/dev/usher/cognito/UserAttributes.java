package dev.usher.cognito;

import dev.usher.message.Result.User;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;

/** A user's attributes, to and from the SDK's form. */
final class UserAttributes {
    private UserAttributes() {}

    static List<AttributeType> list(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(each ->
                        AttributeType.builder().name(each.getKey()).value(each.getValue()).build())
                .toList();
    }

    static User user(UserType created) {
        return new User(
                created.username(), sub(created.attributes()), created.userStatusAsString());
    }

    static @Nullable String sub(List<AttributeType> attributes) {
        return attributes.stream()
                .filter(attribute -> Objects.equals(attribute.name(), "sub"))
                .map(AttributeType::value)
                .findFirst()
                .orElse(null);
    }
}
