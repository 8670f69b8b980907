package dev.usher.tools.enqueue;

import java.util.Locale;

/** The secret members of a request. They are prompted for or read from files. */
public enum SecretMember {
    PASSWORD("password"),
    NEW_PASSWORD("newPassword"),
    REFRESH_TOKEN("refreshToken"),
    ACCESS_TOKEN("accessToken"),
    SESSION("session"),
    ANSWERS("answers"),
    /** Resets a password, with {@code newPassword}. */
    CODE("code");

    private final String member;

    SecretMember(String member) {
        this.member = member;
    }

    /** Its name in the request. */
    public String member() {
        return member;
    }

    /** The member's name in words. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The option that names a file with it. */
    public String option() {
        return "--" + words().replace(' ', '-') + "-file";
    }
}
