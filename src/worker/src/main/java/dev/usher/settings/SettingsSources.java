package dev.usher.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the values of the settings come from: the environment, then the file that it names. */
final class SettingsSources {
    /**
     * Not settings: what Kubernetes puts into every pod's environment if a service is called
     * "usher", and the options that {@code scripts/usher} passes to Java.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Service
     *     environment variables</a>
     */
    private static final Pattern NOT_OURS =
            Pattern.compile(
                    "USHER_(JAVA_OPTIONS|SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_\\w+)?)");

    private SettingsSources() {}

    static Map<SettingName, String> read(
            Map<String, String> environment, SettingsProblems problems) {
        Map<SettingName, String> given = new EnumMap<>(SettingName.class);
        String file = environment.get(SettingName.USHER_CONFIG.name());
        if (file != null) {
            given.putAll(file(file, problems));
        }
        new TreeMap<>(environment)
                .forEach((name, value) -> {
                    SettingName settingName = variable(name);
                    if (settingName != null) {
                        given.put(settingName, value);
                    } else if (name.toUpperCase(Locale.ROOT).matches("USHER[._-].*")
                            && !NOT_OURS.matcher(name).matches()) {
                        problems.add(unknown(name, names()));
                    }
                });
        return given;
    }

    private static Map<SettingName, String> file(String file, SettingsProblems problems) {
        Map<SettingName, String> given = new EnumMap<>(SettingName.class);
        properties(file, problems)
                .forEach((key, value) -> {
                    SettingName settingName = byKey(key);
                    if (settingName == null) {
                        problems.add(file + ": " + unknown(key, keys()));
                    } else if (settingName == SettingName.USHER_CONFIG) {
                        problems.add(file + ": " + key + " cannot stand in the file");
                    } else {
                        given.put(settingName, value);
                    }
                });
        return given;
    }

    private static Map<String, String> properties(String file, SettingsProblems problems) {
        Map<String, String> found = new TreeMap<>();
        // A Properties would silently let the last of two equal keys win.
        var properties =
                new Properties() {
                    private static final long serialVersionUID = 1;

                    @Override
                    public synchronized @Nullable Object put(Object key, Object value) {
                        if (found.put((String) key, (String) value) != null) {
                            problems.add(file + ": " + key + " is there twice");
                        }
                        return null;
                    }
                };
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (NoSuchFileException | InvalidPathException e) {
            problems.add(SettingName.USHER_CONFIG, "names a file that is not there: " + file);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(
                    SettingName.USHER_CONFIG,
                    "names a file that is no readable properties file in UTF-8: " + file);
        }
        return found;
    }

    private static String unknown(String name, List<String> known) {
        String problem = SettingsProblems.quoted(name) + " is no setting";
        return SpellingSuggestions.nearest(name, known)
                .map(nearest -> problem + "; did you mean " + nearest + "?")
                .orElse(problem);
    }

    private static @Nullable SettingName variable(String name) {
        return Arrays.stream(SettingName.values())
                .filter(settingName -> settingName.name().equals(name))
                .findAny()
                .orElse(null);
    }

    private static @Nullable SettingName byKey(String key) {
        return Arrays.stream(SettingName.values())
                .filter(settingName -> settingName.key().equals(key))
                .findAny()
                .orElse(null);
    }

    private static List<String> names() {
        return Arrays.stream(SettingName.values()).map(SettingName::name).toList();
    }

    private static List<String> keys() {
        return Arrays.stream(SettingName.values())
                .filter(settingName -> settingName != SettingName.USHER_CONFIG)
                .map(SettingName::key)
                .toList();
    }
}
