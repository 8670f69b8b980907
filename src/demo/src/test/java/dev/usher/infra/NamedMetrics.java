package dev.usher.infra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metrics of the worker that files name: alarms, scaling, dashboards, rules and pages. */
final class NamedMetrics {
    private static final Path GRAFANA = Path.of("infra", "grafana");
    private static final Path PROMETHEUS = Path.of("infra", "prometheus");
    private static final Path PAGE = Path.of("docs", "metrics.md");

    /** In code of CloudFormation and Terraform, a name stands for itself. */
    private static final Pattern NAME = Pattern.compile("\\b(?:usher|messaging)_[a-z0-9_]+");

    /** In a page, what the first cell of a row says. */
    private static final Pattern CELL = Pattern.compile("(?m)^\\|([^|]*)\\|");

    private static final Pattern CELL_NAME =
            Pattern.compile("`((?:usher|messaging|jvm|process|system)_[a-z0-9_]*\\*?)`");

    /** Of Prometheus itself. */
    private static final Set<String> NOT_OURS = Set.of("up", "ALERTS", "scrape_duration_seconds");

    private NamedMetrics() {}

    /**
     * A metric that a file names.
     *
     * @param name ends in {@code *} if it stands for all that begin so
     */
    record Named(String name, Path file) {}

    /** What all files name, those that are not there left out. */
    static Set<Named> all() {
        Set<Named> found = new LinkedHashSet<>();
        names(CloudFormation.FILE, found);
        files(Path.of("infra", "terraform"), ".tf").forEach(file -> names(file, found));
        names(Path.of("infra", "dashboard.json"), found);
        names(Path.of("infra", "metrics-agent.json"), found);
        files(GRAFANA, ".json").forEach(file -> expressions(file, json(file), found));
        Stream.concat(files(PROMETHEUS, ".yml"), files(PROMETHEUS, ".yaml"))
                .forEach(file -> expressions(file, CloudFormation.yaml(file), found));
        if (Files.exists(PAGE)) {
            CELL.matcher(text(PAGE))
                    .results()
                    .flatMap(cell -> CELL_NAME.matcher(cell.group(1)).results())
                    .forEach(name -> found.add(new Named(name.group(1), PAGE)));
        }
        return found;
    }

    private static void names(Path file, Set<Named> found) {
        NAME.matcher(text(file))
                .results()
                .forEach(name -> found.add(new Named(name.group(), file)));
    }

    /** Wherever an expression may stand: panels, variables, annotations, rules. */
    private static void expressions(Path file, JsonNode root, Set<Named> found) {
        Set<String> made = new HashSet<>(NOT_OURS);
        root.findValues("record").forEach(rule -> made.add(rule.asString("")));
        for (String member : List.of("expr", "query", "definition")) {
            root.findParents(member).stream()
                    // The query of a variable that chooses a data source is that source's kind.
                    .filter(parent -> !parent.path("type").asString("").equals("datasource"))
                    .map(parent -> parent.path(member))
                    .filter(JsonNode::isString)
                    .flatMap(expression -> PromQl.metrics(expression.asString("")).stream())
                    .filter(name -> !made.contains(name))
                    .forEach(name -> found.add(new Named(name, file)));
        }
    }

    private static Stream<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file) {
        return new JsonMapper().readTree(text(file));
    }
}
