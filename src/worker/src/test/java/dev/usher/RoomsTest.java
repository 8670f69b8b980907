package dev.usher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/** Which room of the worker may touch what. */
@AnalyzeClasses(
        packages = "dev.usher",
        importOptions = {ImportOption.DoNotIncludeTests.class, RoomsTest.WithoutEmulator.class})
class RoomsTest {
    private static final String SDK = "software.amazon.awssdk..";

    private static final Rooms ROOMS =
            new Rooms(
                    "dev.usher",
                    Map.ofEntries(
                            entry("message", Set.of()),
                            entry("runtime", Set.of()),
                            entry("secrets", Set.of("message")),
                            entry("settings", Set.of("message")),
                            entry("observe", Set.of("message")),
                            entry("flow", Set.of("message", "secrets", "runtime")),
                            entry("cognito", Set.of("message", "flow", "runtime")),
                            entry("ledger", Set.of("message", "flow", "runtime")),
                            entry("sqs", Set.of("message", "runtime")),
                            entry("worker", Set.of("message", "flow", "secrets", "sqs", "runtime")),
                            entry(
                                    "app",
                                    Set.of(
                                            "message",
                                            "flow",
                                            "cognito",
                                            "ledger",
                                            "sqs",
                                            "worker",
                                            "secrets",
                                            "runtime",
                                            "settings",
                                            "observe"))));

    @ArchTest
    static void each_room_imports_only_the_rooms_it_may(JavaClasses classes) {
        ROOMS.checkImports(classes);
    }

    @ArchTest
    static void every_class_lives_in_a_room(JavaClasses classes) {
        ROOMS.checkEveryClassLivesInARoom(classes);
    }

    @ArchTest
    static final ArchRule messages_are_pure_values =
            noClasses()
                    .that()
                    .resideInAPackage(ROOMS.in("message"))
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
                    .resideInAPackage(ROOMS.in("flow"))
                    .should()
                    .dependOnClassesThat(
                            resideInAPackage(SDK)
                                    .or(resideInAPackage("tools.jackson.."))
                                    .or(type(Thread.class))
                                    .or(resideInAPackage("java.util.concurrent")));

    @ArchTest
    static final ArchRule sqs_and_worker_know_nothing_of_cognito =
            noClasses()
                    .that()
                    .resideInAnyPackage(ROOMS.in("sqs"), ROOMS.in("worker"))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon.awssdk.services.cognitoidentityprovider..");

    @ArchTest
    static final ArchRule cognito_knows_nothing_of_queues =
            noClasses()
                    .that()
                    .resideInAPackage(ROOMS.in("cognito"))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon.awssdk.services.sqs..");

    @ArchTest
    static final ArchRule no_room_knows_a_command_line =
            noClasses().should().dependOnClassesThat().resideInAPackage("picocli..");

    @ArchTest static final ArchRule time_is_handed_in = ROOMS.timeIsHandedInBut("app");

    @ArchTest static final ArchRule names_say_what_a_thing_is = Rooms.NAMES_SAY_WHAT_A_THING_IS;

    /** The emulator is on the class path of tests, in a module of its own. */
    static final class WithoutEmulator implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return !location.contains("/dev/usher/emulator/");
        }
    }
}
