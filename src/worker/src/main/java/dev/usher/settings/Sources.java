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
final class Sources {
    /**
     * No settings: what Kubernetes puts into every pod's environment if a service is called
     * "usher", and the options that {@code scripts/usher} hands to Java.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">Service
     *     environment variables</a>
     */
    private static final Pattern NOT_OURS =
            Pattern.compile(
                    "USHER_(JAVA_OPTIONS|SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_\\w+)?)");

    private Sources() {}

    static Map<Variable, String> read(Map<String, String> environment, SettingsProblems problems) {
        Map<Variable, String> given = new EnumMap<>(Variable.class);
        String file = environment.get(Variable.USHER_CONFIG.name());
        if (file != null) {
            given.putAll(file(file, problems));
        }
        new TreeMap<>(environment)
                .forEach((name, value) -> {
                    Variable variable = variable(name);
                    if (variable != null) {
                        given.put(variable, value);
                    } else if (name.toUpperCase(Locale.ROOT).matches("USHER[._-].*")
                            && !NOT_OURS.matcher(name).matches()) {
                        problems.add(unknown(name, names()));
                    }
                });
        return given;
    }

    private static Map<Variable, String> file(String file, SettingsProblems problems) {
        Map<Variable, String> given = new EnumMap<>(Variable.class);
        properties(file, problems)
                .forEach((key, value) -> {
                    Variable variable = byKey(key);
                    if (variable == null) {
                        problems.add(file + ": " + unknown(key, keys()));
                    } else if (variable == Variable.USHER_CONFIG) {
                        problems.add(file + ": " + key + " cannot stand in the file");
                    } else {
                        given.put(variable, value);
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
            problems.add(Variable.USHER_CONFIG, "names a file that is not there: " + file);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(
                    Variable.USHER_CONFIG,
                    "names a file that is no readable properties file in UTF-8: " + file);
        }
        return found;
    }

    private static String unknown(String name, List<String> known) {
        String problem = SettingsProblems.quoted(name) + " is no setting";
        return Spelling.nearest(name, known)
                .map(nearest -> problem + "; did you mean " + nearest + "?")
                .orElse(problem);
    }

    private static @Nullable Variable variable(String name) {
        return Arrays.stream(Variable.values())
                .filter(variable -> variable.name().equals(name))
                .findAny()
                .orElse(null);
    }

    private static @Nullable Variable byKey(String key) {
        return Arrays.stream(Variable.values())
                .filter(variable -> variable.key().equals(key))
                .findAny()
                .orElse(null);
    }

    private static List<String> names() {
        return Arrays.stream(Variable.values()).map(Variable::name).toList();
    }

    private static List<String> keys() {
        return Arrays.stream(Variable.values())
                .filter(variable -> variable != Variable.USHER_CONFIG)
                .map(Variable::key)
                .toList();
    }
}
