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
public record ListenAddress(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([A-Za-z0-9._-]+)):([0-9]{1,5})");

    /** The result of reading {@code USHER_HTTP_ADDRESS} only. */
    public sealed interface Reading {
        record Complete(ListenAddress address) implements Reading {}

        /**
         * @param problems all that is wrong, one sentence each
         */
        record Faulty(List<String> problems) implements Reading {
            public Faulty {
                problems = List.copyOf(problems);
            }
        }
    }

    /** Where a worker with this environment listens; its other settings may be missing. */
    public static Reading read(Map<String, String> environment) {
        var problems = new SettingsProblems();
        ListenAddress address =
                from(new SettingsReader(SettingsSources.read(environment, problems), problems));
        return problems.none()
                ? new Reading.Complete(address)
                : new Reading.Faulty(problems.list());
    }

    /** Reads {@code host:port}. */
    public static Optional<ListenAddress> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65_535) {
            return Optional.empty();
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return Optional.of(new ListenAddress(host, Integer.parseInt(matcher.group(3))));
    }

    static ListenAddress from(SettingsReader settingsReader) {
        String value = settingsReader.text(SettingName.USHER_HTTP_ADDRESS);
        return parse(value)
                .orElseGet(() -> {
                    settingsReader.wrong(
                            SettingName.USHER_HTTP_ADDRESS,
                            value,
                            "host:port, such as 127.0.0.1:8080, or 0.0.0.0:8080 for all interfaces");
                    return new ListenAddress("127.0.0.1", 0);
                });
    }

    /** Where to connect from the same machine, even if the server listens on all interfaces. */
    public ListenAddress fromHere() {
        return switch (host) {
            case "0.0.0.0" -> new ListenAddress("127.0.0.1", port);
            case "::", "0:0:0:0:0:0:0:0" -> new ListenAddress("::1", port);
            default -> this;
        };
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
