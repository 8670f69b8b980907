package dev.usher.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param host a name or an IP address, an IPv6 one without its brackets
 * @param port 0 for any that is free
 */
public record Address(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([A-Za-z0-9._-]+)):([0-9]{1,5})");

    /** What came of reading {@code USHER_HTTP_ADDRESS} alone. */
    public sealed interface Reading {
        record Complete(Address address) implements Reading {}

        /**
         * @param problems all that is wrong, one sentence each
         */
        record Faulty(List<String> problems) implements Reading {
            public Faulty {
                problems = List.copyOf(problems);
            }
        }
    }

    /** Where a worker with this environment listens; what else it would need may be missing. */
    public static Reading read(Map<String, String> environment) {
        var problems = new SettingsProblems();
        Address address = from(new Values(Sources.read(environment, problems), problems));
        return problems.none()
                ? new Reading.Complete(address)
                : new Reading.Faulty(problems.list());
    }

    /** Out of {@code host:port}. */
    public static Optional<Address> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65_535) {
            return Optional.empty();
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Optional.of(new Address(host, Integer.parseInt(matcher.group(3))));
    }

    static Address from(Values values) {
        String value = values.text(Variable.USHER_HTTP_ADDRESS);
        return parse(value)
                .orElseGet(() -> {
                    values.wrong(
                            Variable.USHER_HTTP_ADDRESS,
                            value,
                            "host:port, such as 127.0.0.1:8080, or 0.0.0.0:8080 for all interfaces");
                    return new Address("127.0.0.1", 0);
                });
    }

    /** Where to ask from the same machine: all interfaces are no place to connect to. */
    public Address fromHere() {
        return switch (host) {
            case "0.0.0.0" -> new Address("127.0.0.1", port);
            case "::", "0:0:0:0:0:0:0:0" -> new Address("::1", port);
            default -> this;
        };
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
