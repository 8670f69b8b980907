package dev.usher.emulator.secrets;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One version of a secret.
 *
 * @param text SecretString, or null
 * @param binary SecretBinary in Base64, or null
 * @param stages its staging labels, such as AWSCURRENT
 */
record SecretVersion(
        String id,
        @Nullable String text,
        @Nullable String binary,
        long created,
        Set<String> stages) {
    SecretVersion {
        stages = Set.copyOf(stages);
    }

    SecretVersion with(String stage) {
        Set<String> more = new TreeSet<>(stages);
        more.add(stage);
        return new SecretVersion(id, text, binary, created, more);
    }

    SecretVersion without(String stage) {
        Set<String> fewer = new TreeSet<>(stages);
        fewer.remove(stage);
        return new SecretVersion(id, text, binary, created, fewer);
    }

    @Override
    public String toString() {
        return "SecretVersion[" + id + "]";
    }
}
