package dev.usher.soak;

import dev.usher.app.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Looks for secrets in what the workers printed. */
final class SecretSearch {
    private final Map<String, String> secrets = new LinkedHashMap<>();

    SecretSearch(Account account, RequestPlan plan) {
        secrets.put(
                "the app client's secret", Objects.requireNonNull(account.client.clientSecret()));
        secrets.put("the temporaryPasswordKey", account.temporaryPasswordKey);
        secrets.put("a request's password", RequestPlan.PASSWORD_MARK);
        secrets.put("a stranger's password", RequestPlan.EXISTING_USERS_MARK);
        if (!plan.requests().stream()
                .allMatch(each -> each.password().startsWith(RequestPlan.PASSWORD_MARK))) {
            throw new IllegalArgumentException("a password without its mark would not be found");
        }
    }

    /** Where one stands; never the secret itself. */
    List<String> in(Path folder) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".txt")).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                secrets.forEach((what, secret) -> {
                    if (text.contains(secret)) {
                        found.add(what + " in " + file.getFileName());
                    }
                });
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
