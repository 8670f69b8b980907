package dev.usher.tools.files;

import java.util.Locale;

/** The members of a request that must not be seen: they come from a prompt or a file alone. */
public enum SecretMember {
    PASSWORD("password"),
    NEW_PASSWORD("newPassword"),
    REFRESH_TOKEN("refreshToken"),
    ACCESS_TOKEN("accessToken"),
    SESSION("session"),
    ANSWERS("answers"),
    /** Opens an account once, with {@code newPassword}. */
    CODE("code");

    private final String member;

    SecretMember(String member) {
        this.member = member;
    }

    /** Its name in the request. */
    public String member() {
        return member;
    }

    /** In words. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The option that names a file with it. */
    public String option() {
        return "--" + words().replace(' ', '-') + "-file";
    }
}
