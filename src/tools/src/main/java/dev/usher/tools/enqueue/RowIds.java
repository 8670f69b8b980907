package dev.usher.tools.enqueue;

import dev.usher.message.Request.SignUp;
import dev.usher.tools.files.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Derives ids from rows. The same row of the same source always gets the same id, so a row that is
 * sent twice is one request. Passwords are left out: ids are visible, and the hash of a password
 * would allow offline guessing.
 */
final class RowIds {
    private RowIds() {}

    static String derive(String source, SignUp request) {
        List<String> parts = new ArrayList<>();
        parts.add("usher row 1");
        parts.add(source);
        parts.add(request.username());
        parts.add(request.finish().name().toLowerCase(Locale.ROOT));
        add(parts, request.attributes());
        parts.add(Integer.toString(request.groups().size()));
        request.groups().stream().sorted().forEach(parts::add);
        add(parts, request.envelope().clientMetadata());
        return Digest.of(parts).hex();
    }

    private static void add(List<String> parts, Map<String, String> map) {
        parts.add(Integer.toString(map.size()));
        new TreeMap<>(map)
                .forEach((name, value) -> {
                    parts.add(name);
                    parts.add(value);
                });
    }
}
