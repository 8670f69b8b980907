package dev.usher.app;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page as Prometheus reads it.
 *
 * @param kinds of each family; the maxima that Micrometer adds belong to the family they are of
 */
record Scrape(Map<String, String> kinds, List<Sample> samples) {
    private static final Pattern LINE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

    record Sample(String family, String name, Map<String, String> labels, double value) {}

    static Scrape of(String page) {
        Map<String, String> kinds = new LinkedHashMap<>();
        Set<String> helped = new HashSet<>();
        List<Sample> samples = new ArrayList<>();
        String family = "";
        for (String line : page.split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                assertThat(words).as(line).hasSize(4);
                helped.add(words[2]);
            } else if (line.startsWith("# TYPE ")) {
                String base = words[2].replaceAll("_max$", "");
                boolean maximum =
                        Set.of("histogram", "summary").contains(kinds.getOrDefault(base, ""));
                family = maximum ? base : words[2];
                kinds.putIfAbsent(family, words[3]);
            } else {
                samples.add(sample(family, line));
            }
        }
        assertThat(helped).as("families with a description").containsAll(kinds.keySet());
        return new Scrape(kinds, samples);
    }

    private static Sample sample(String family, String line) {
        Matcher matcher = LINE.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        Map<String, String> labels = new HashMap<>();
        if (matcher.group(2) != null) {
            for (MatchResult label : LABEL.matcher(matcher.group(2)).results().toList()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        String value = matcher.group(3).replace("+Inf", "Infinity");
        return new Sample(family, matcher.group(1), labels, Double.parseDouble(value));
    }

    /** The labels of a family, but for the bounds of its buckets. */
    Set<String> labels(String family) {
        return samples.stream()
                .filter(each -> each.family().equals(family))
                .flatMap(each -> each.labels().keySet().stream())
                .filter(label -> !label.equals("le"))
                .collect(toSet());
    }

    Set<String> values(String label) {
        return samples.stream()
                .filter(each -> each.labels().containsKey(label))
                .map(each -> each.labels().get(label))
                .collect(toSet());
    }

    /**
     * The sum of the samples of that name with those labels; fails if there is none.
     *
     * @param labels name after value
     */
    double sum(String name, String... labels) {
        Map<String, String> wanted = new HashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        List<Sample> found =
                samples.stream()
                        .filter(each -> each.name().equals(name))
                        .filter(each -> each.labels().entrySet().containsAll(wanted.entrySet()))
                        .toList();
        assertThat(found).as("%s %s", name, wanted).isNotEmpty();
        return found.stream().mapToDouble(Sample::value).sum();
    }
}
