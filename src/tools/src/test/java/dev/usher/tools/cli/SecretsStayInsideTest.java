package dev.usher.tools.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.app.Account;
import dev.usher.app.Desk;
import dev.usher.app.Desk.Letter;
import dev.usher.emulator.control.Faults.Kind;
import dev.usher.emulator.control.Faults.Rule;
import dev.usher.ledger.DynamoDbTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plants secrets in everything that a worker at DEBUG is sent, reads those that it and Cognito make
 * up off the wire, and looks for them wherever they have no business.
 */
class SecretsStayInsideTest {
    /** Members on Cognito's wire whose texts are secret. */
    private static final Set<String> SECRET_MEMBERS =
            Set.of(
                    "TemporaryPassword",
                    "Session",
                    "AccessToken",
                    "IdToken",
                    "RefreshToken",
                    "REFRESH_TOKEN",
                    "PASSWORD",
                    "NEW_PASSWORD",
                    "SECRET_HASH");

    @TempDir private Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /** The content of the ledger. */
    private Supplier<String> ledgerText = this::files;

    /** Where each secret comes from. */
    private final Map<String, String> secrets = new TreeMap<>();

    private String plant(String what) {
        String secret = "Aa1-" + Long.toHexString(random.nextLong()) + "pLaNt";
        secrets.put(secret, what);
        return secret;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "dynamodb"})
    void no_secret_leaves_the_worker_but_to_Cognito_and_in_its_reply(String ledger)
            throws Exception {
        System.out.println("seed " + seed);
        Map<String, String> environment = new HashMap<>();
        String log;
        String metrics;
        List<Letter> letters;
        List<Message> dead;
        List<String> wire;
        try (Account account = new Account();
                RecordingProxy tap = new RecordingProxy(account.aws.endpoint());
                Desk desk = new Desk(account, "secrets")) {
            environment.putAll(account.environment());
            environment.putAll(account.settings());
            environment.putAll(desk.settings());
            environment.put("AWS_SECRET_ACCESS_KEY", plant("AWS secret access key"));
            environment.put("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "" + tap.endpoint());
            environment.put("USHER_LOG_LEVEL", "DEBUG");
            if (ledger.equals("dynamodb")) {
                environment.put("USHER_LEDGER", "dynamodb:" + tableOf(DynamoDbTables.shared()));
                environment.putAll(DynamoDbTables.shared().environment());
            }
            environment.put("USHER_MAX_ATTEMPTS", "2");
            secrets.put(account.client.clientSecret(), "client secret");
            secrets.put(account.temporaryPasswordKey, "temporary password key");
            try (WorkerProcess worker = WorkerProcess.worker(folder, environment)) {
                exercise(account, desk, tap);
                metrics = worker.get("/metrics").body();
                worker.terminate();
                assertThat(worker.exit()).isZero();
                log = worker.stderr() + worker.stdout();
            }
            letters = desk.letters();
            dead = desk.takeDeadLetters();
            wire = tap.bodies();
        }
        wire.forEach(body -> collect(body.isEmpty() ? Desk.parse("{}") : Desk.parse(body)));
        Set<String> kinds = new HashSet<>(secrets.values());
        assertThat(kinds).contains("TemporaryPassword", "Session", "AccessToken", "SECRET_HASH");

        assertThat(log).as("the log at DEBUG").contains("DEBUG", "dev.usher");
        nowhereIn("the log", log);
        nowhereIn("the metrics", metrics);
        assertThat(dead).hasSizeGreaterThanOrEqualTo(2);
        for (Message message : dead) {
            nowhereIn("a dead letter's reason", message.messageAttributes() + "");
        }
        for (Letter letter : letters) {
            nowhereIn("a reply's attributes", letter.attributes() + "");
            ObjectNode rest = (ObjectNode) letter.body().deepCopy();
            rest.remove("tokens");
            nowhereIn("a reply, its tokens apart", rest.toString());
        }
        nowhereInLedger();
    }

    private String tableOf(DynamoDbTables tables) {
        String table = tables.make();
        ledgerText = () -> tables.items(table).toString();
        return table;
    }

    private void exercise(Account account, Desk desk, RecordingProxy tap) {
        List<String> sent = new ArrayList<>();
        List<String> names = List.of("ada", "bob", "cy", "dee", "eve", "fay", "gus", "hal");
        for (String name : names) {
            sent.add(desk.send(signUp(name)));
        }
        // The ledger that the worker leaves at its end may be a file without its log; look before.
        sent.forEach(desk::await);
        nowhereInLedger();

        ObjectNode refused = signUp("weak");
        refused.put("password", "x" + plant("a password without digits").replaceAll("[0-9]", ""));
        secrets.put(refused.path("password").asString(""), "a refused password");
        desk.ask(refused);
        desk.ask(signUp("twice").put("finish", plant("not a finish")));
        String before = plant("a misplaced password");
        desk.ask(signUp("mis").put("Password", before).put("groups", before));
        desk.ask(signUp("taken").put("username", "ada"));
        for (int i = 0; i < 2; i++) {
            desk.ask(signIn("bob", plant("a wrong password")));
        }
        String password = plant("a password to sign in with");
        Letter signedUp = desk.ask(signUp("ina").put("password", password));
        desk.ask(signIn("ina", password));
        String username = signedUp.body().path("user").path("username").asString("");
        desk.ask(refresh(username, signedUp.token("refreshToken")));
        desk.ask(refresh(username, plant("a refresh token")));

        malformed(desk);
        faults(account, desk, tap);
    }

    private void nowhereInLedger() {
        String text = ledgerText.get();
        assertThat(text).isNotEmpty();
        nowhereIn("the ledger", text);
    }

    private String files() {
        try (Stream<Path> files = Files.list(folder)) {
            StringBuilder text = new StringBuilder();
            for (Path file :
                    files.filter(f -> f.getFileName().toString().contains(".db")).toList()) {
                text.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        } catch (IOException e) {
            throw new AssertionError("the ledger could not be read", e);
        }
    }

    private void malformed(Desk desk) {
        String secret = plant("a password in what is no JSON");
        for (String body :
                List.of(
                        "password=" + secret,
                        "{\"type\":\"signup\",\"password\":\"" + secret,
                        "{\"id\":\"m1\",\"type\":\"signup\",\"password\":" + secret + "}",
                        "{\"id\":\"m2\",\"type\":\"signup\",\"username\":\"u\",\"password\":[\""
                                + secret
                                + "\"]}",
                        "{\"id\":\"m3\",\"password\":\"" + secret + "\\q\"}",
                        "{\"id\":\"m4\",\"type\":\"" + secret + "!\"}")) {
            assertThat(desk.ask(body).code()).isEqualTo("INVALID_REQUEST");
        }
    }

    private void faults(Account account, Desk desk, RecordingProxy tap) {
        int times = 1;
        for (Kind kind : Kind.values()) {
            for (String operation :
                    List.of(
                            "AdminCreateUser",
                            "AdminInitiateAuth",
                            "AdminRespondToAuthChallenge")) {
                account.aws.faults().add(Rule.next(operation, kind, times));
            }
            desk.ask(signUp("fault-" + kind));
        }
        tap.breakOff(3);
        desk.ask(signUp("broken-off"));
        account.aws
                .faults()
                .add(Rule.next("AdminInitiateAuth", Kind.ERROR_BEFORE, Integer.MAX_VALUE));
        Letter exhausted = desk.ask(signUp("exhausted"));
        assertThat(exhausted.code()).isEqualTo("RETRIES_EXHAUSTED");
        account.aws.faults().clear();
    }

    private ObjectNode signUp(String name) {
        return Desk.signUp(name).put("password", plant("a password"));
    }

    private ObjectNode signIn(String username, String password) {
        return Desk.request("signin", "in-" + random.nextInt(1 << 30))
                .put("username", username)
                .put("password", password);
    }

    private ObjectNode refresh(String username, String token) {
        return Desk.request("refresh", "re-" + random.nextInt(1 << 30))
                .put("username", username)
                .put("refreshToken", token);
    }

    private void collect(JsonNode node) {
        node.properties()
                .forEach(member -> {
                    boolean secret = SECRET_MEMBERS.contains(member.getKey());
                    if (secret && member.getValue().isString()) {
                        secrets.putIfAbsent(member.getValue().asString(""), member.getKey());
                    }
                    collect(member.getValue());
                });
    }

    private void nowhereIn(String where, String text) {
        secrets.forEach((secret, what) -> {
            // The probe's username is its password, too; it is no secret.
            if (!secret.startsWith("usher-probe-") && text.contains(secret)) {
                throw new AssertionError(what + " stands in " + where + around(text, secret));
            }
        });
    }

    private static String around(String text, String secret) {
        int line = text.lastIndexOf('\n', text.indexOf(secret)) + 1;
        return ", in the line that begins "
                + text.substring(line, Math.min(text.length(), line + 200));
    }
}
