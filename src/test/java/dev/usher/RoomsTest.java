package dev.usher;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which room may touch what. */
@AnalyzeClasses(packages = "dev.usher", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    private static final String SDK = "software.amazon.awssdk..";

    /** The rooms that each room may import, itself apart. */
    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    entry("message", Set.of()),
                    entry("flow", Set.of("message")),
                    entry("cognito", Set.of("message", "flow")),
                    entry("ledger", Set.of("message", "flow")),
                    entry("queue", Set.of("message", "flow")),
                    entry("settings", Set.of("message", "flow")),
                    entry("observe", Set.of("message")),
                    entry("batch", Set.of("message", "flow", "queue", "settings")),
                    entry("deadletters", Set.of("message", "flow", "queue", "settings")),
                    entry(
                            "doctor",
                            Set.of("message", "flow", "cognito", "ledger", "queue", "settings")),
                    entry("local", Set.of()),
                    entry(
                            "app",
                            Set.of(
                                    "message",
                                    "flow",
                                    "cognito",
                                    "ledger",
                                    "queue",
                                    "settings",
                                    "observe",
                                    "deadletters",
                                    "batch",
                                    "doctor")),
                    entry(
                            "cli",
                            Set.of(
                                    "message",
                                    "flow",
                                    "cognito",
                                    "ledger",
                                    "queue",
                                    "settings",
                                    "observe",
                                    "deadletters",
                                    "batch",
                                    "doctor",
                                    "app")));

    @ArchTest
    static void each_room_imports_only_the_rooms_it_may(JavaClasses classes) {
        Set<String> rooms = new TreeSet<>(MAY_IMPORT.keySet());
        rooms.add("demo");
        MAY_IMPORT.forEach((room, allowed) -> {
            String[] others =
                    rooms.stream()
                            .filter(other -> !other.equals(room))
                            .filter(other -> !allowed.contains(other))
                            .map(RoomsTest::in)
                            .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(in(room))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .allowEmptyShould(true)
                    .check(classes);
        });
    }

    @ArchTest
    static void every_class_lives_in_a_room(JavaClasses classes) {
        String[] rooms =
                Stream.concat(MAY_IMPORT.keySet().stream(), Stream.of("demo"))
                        .map(RoomsTest::in)
                        .toArray(String[]::new);
        noClasses().should().resideOutsideOfPackages(rooms).check(classes);
    }

    @ArchTest
    static final ArchRule messages_are_pure_values =
            noClasses()
                    .that()
                    .resideInAPackage(in("message"))
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(SDK)
                                    .or(resideInAPackage("org.slf4j.."))
                                    .or(resideInAPackage("java.net.."))
                                    .or(resideInAPackage("java.nio.file.."))
                                    .or(type(Clock.class))
                                    .or(type(InstantSource.class)));

    @ArchTest
    static final ArchRule the_flow_knows_no_sdk_no_json_and_no_threads =
            noClasses()
                    .that()
                    .resideInAPackage(in("flow"))
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(SDK)
                                    .or(resideInAPackage("com.fasterxml.jackson.."))
                                    .or(type(Thread.class))
                                    .or(resideInAPackage("java.util.concurrent")))
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_queue_knows_nothing_of_cognito =
            noClasses()
                    .that()
                    .resideInAPackage(in("queue"))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon.awssdk.services.cognitoidentityprovider..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule cognito_knows_nothing_of_queues =
            noClasses()
                    .that()
                    .resideInAPackage(in("cognito"))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon.awssdk.services.sqs..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule only_local_embeds =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(in("local"), in("demo"))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.elasticmq..", "org.apache.pekko..", "scala..");

    @ArchTest
    static final ArchRule time_is_handed_in =
            noClasses()
                    .that()
                    // The embedded AWS is an outside world of its own, with its own clock.
                    .resideOutsideOfPackages(in("app"), in("cli"), in("demo"), in("local"))
                    .should()
                    .callMethodWhere(
                            call(Instant.class, "now")
                                    .or(call(System.class, "currentTimeMillis"))
                                    .or(call(Thread.class, "sleep"))
                                    .or(call(Clock.class, "systemUTC"))
                                    .or(call(Clock.class, "systemDefaultZone"))
                                    .or(call(InstantSource.class, "system")));

    @ArchTest
    static final ArchRule names_say_what_a_thing_is =
            noClasses()
                    .should()
                    // AWS's own name for it is the one that everybody knows.
                    .haveNameMatching(
                            "(?!.*\\.SecretsManager$).*(Impl|Manager|Helper|Utils?)(\\$.*)?");

    private static String in(String room) {
        return "dev.usher." + room + "..";
    }

    private static DescribedPredicate<JavaClass> type(Class<?> type) {
        return JavaClass.Predicates.type(type);
    }

    private static DescribedPredicate<JavaCall<?>> call(Class<?> type, String method) {
        return target(owner(JavaClass.Predicates.type(type))).and(target(name(method)));
    }
}
