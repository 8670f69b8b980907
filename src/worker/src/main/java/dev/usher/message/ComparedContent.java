package dev.usher.message;

import dev.usher.message.Request.Refresh;
import dev.usher.message.Request.SignIn;
import dev.usher.message.Request.SignUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of a request in a fixed order, to be compared by a keyed fingerprint: defaults filled
 * in, sets and maps sorted, without {@code replyTo}, {@code version} and {@code notAfter}. Two
 * requests that differ in content differ in these parts, if each part is hashed with its length
 * before it. The parts hold secrets.
 */
public final class ComparedContent {
    private final String[] identity;
    private final String[] everything;

    private ComparedContent(List<String> identity, List<String> everything) {
        this.identity = identity.toArray(String[]::new);
        this.everything = everything.toArray(String[]::new);
    }

    public static ComparedContent of(Request request) {
        List<String> identity = new ArrayList<>();
        identity.add(request.id());
        identity.add(request.type());
        identity.add(request.username());
        identity.add(finish(request));
        List<String> everything = new ArrayList<>(identity);
        switch (request) {
            case SignUp signUp -> {
                everything.add(signUp.password() == null ? "" : signUp.password().reveal());
                add(everything, signUp.attributes());
                everything.add(Integer.toString(signUp.groups().size()));
                signUp.groups().stream().sorted().forEach(everything::add);
            }
            case SignIn signIn -> everything.add(signIn.password().reveal());
            case Refresh refresh -> everything.add(refresh.refreshToken().reveal());
        }
        add(everything, request.envelope().clientMetadata());
        return new ComparedContent(identity, everything);
    }

    /** The id and what never changes for it: type, username, finish. */
    public String[] identity() {
        return identity.clone();
    }

    /** All of it. */
    public String[] everything() {
        return everything.clone();
    }

    @Override
    public String toString() {
        return "***";
    }

    private static String finish(Request request) {
        return request instanceof SignUp signUp
                ? signUp.finish().name().toLowerCase(Locale.ROOT)
                : "";
    }

    /** The number of entries goes before them, so that one map's end is not another's beginning. */
    private static void add(List<String> parts, Map<String, String> map) {
        parts.add(Integer.toString(map.size()));
        new TreeMap<>(map)
                .forEach((name, value) -> {
                    parts.add(name);
                    parts.add(value);
                });
    }
}
