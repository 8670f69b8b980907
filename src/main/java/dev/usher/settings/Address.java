package dev.usher.settings;

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

    static Address from(Values values) {
        String value = values.text(Variable.USHER_HTTP_ADDRESS);
        Matcher matcher = FORM.matcher(value);
        if (matcher.matches() && Integer.parseInt(matcher.group(3)) <= 65_535) {
            String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            return new Address(host, Integer.parseInt(matcher.group(3)));
        }
        values.wrong(
                Variable.USHER_HTTP_ADDRESS,
                value,
                "host:port, such as 127.0.0.1:8080, or 0.0.0.0:8080 for all interfaces");
        return new Address("127.0.0.1", 0);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
