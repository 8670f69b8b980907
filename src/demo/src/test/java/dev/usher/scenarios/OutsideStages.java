package dev.usher.scenarios;

import dev.usher.app.Belongings;
import dev.usher.app.Premises;
import dev.usher.app.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The stages that run already, in which everything made has to go again. */
final class OutsideStages {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** So that a run takes no more than a bit of what the account's own users have. */
    private static final Map<String, String> MODEST =
            Map.of(
                    "USHER_CREATE_RATE", "10",
                    "USHER_AUTH_RATE", "20",
                    "USHER_RESPOND_RATE", "20");

    private static final Map<Ability, String> MOTO =
            Map.of(
                    Ability.REFUSED_REFRESH,
                    "moto 5.2 breaks down with status 500 over a refresh token that it does not know");

    private OutsideStages() {}

    /** An emulator of all three services at {@code -Dusher.endpoint=URL}. */
    static TestStage endpoint() {
        String url = System.getProperty("usher.endpoint");
        if (url == null) {
            throw new IllegalArgumentException("-Dusher.stage=endpoint needs -Dusher.endpoint=URL");
        }
        Site site = Site.emulator(URI.create(url));
        String user = System.getProperty("usher.endpoint.cognito");
        return opened(
                "endpoint",
                user == null ? site : site.withCognitoAt(URI.create(user)),
                Map.of(),
                lackingAt(user == null ? url : user));
    }

    /** What the user pools of known emulators lack: moto is told by its own pages. */
    private static Map<Ability, String> lackingAt(String url) {
        HttpRequest page =
                HttpRequest.newBuilder(URI.create(url).resolve("/moto-api/data.json"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(page, HttpResponse.BodyHandlers.discarding()).statusCode() == 200
                    ? MOTO
                    : Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing answers at " + url, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A real account and region: those that the AWS SDK finds in the environment. */
    static TestStage aws() {
        Site site = Site.ambient(PATIENCE);
        Map<Ability, String> lacking = new EnumMap<>(Ability.class);
        lacking.put(
                Ability.INVITATIONS_TO_NOBODY,
                "Cognito would send a real e-mail, out of the account's daily fifty");
        String rehearsal = site.environment().get("AWS_ENDPOINT_URL");
        if (rehearsal != null) {
            lacking.putAll(lackingAt(rehearsal));
        }
        TestStage.say(
                "aws",
                "in region %s%s"
                        .formatted(
                                site.environment().get("AWS_REGION"),
                                rehearsal == null ? "" : ", no real one: it is at " + rehearsal));
        return opened("aws", site, MODEST, lacking);
    }

    private static TestStage opened(
            String name, Site site, Map<String, String> settings, Map<Ability, String> lacking) {
        String run = "usher-stage-" + UUID.randomUUID().toString().substring(0, 8);
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Belongings belongings =
                Belongings.removed(
                        run + "-",
                        Map.of("usher-stage", run, "usher-stage-began", now),
                        line -> TestStage.say(name, line));
        try {
            return new TestStage(
                    name, new Premises(site, belongings), settings, lacking, List.of());
        } catch (RuntimeException e) {
            try {
                belongings.close();
            } catch (AssertionError left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }
}
