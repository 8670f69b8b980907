package dev.usher.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.usher.Rooms;
import java.util.Map;
import java.util.Set;

/** Which package of the tools may use which. */
@AnalyzeClasses(packages = "dev.usher.tools", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
    private static final Rooms ROOMS =
            new Rooms(
                    "dev.usher.tools",
                    Map.ofEntries(
                            entry("command", Set.of()),
                            entry("files", Set.of("command")),
                            entry("run", Set.of("command", "files")),
                            entry("enqueue", Set.of("command", "files", "run")),
                            entry("replies", Set.of("command", "files", "run")),
                            entry("deadletters", Set.of("command", "files")),
                            entry("doctor", Set.of()),
                            entry("access", Set.of("command", "enqueue", "deadletters", "doctor")),
                            entry(
                                    "cli",
                                    Set.of(
                                            "command",
                                            "files",
                                            "run",
                                            "enqueue",
                                            "replies",
                                            "deadletters",
                                            "doctor",
                                            "access"))));

    @ArchTest
    static void each_room_imports_only_the_rooms_it_may(JavaClasses classes) {
        ROOMS.checkImports(classes);
    }

    @ArchTest
    static void every_class_lives_in_a_room(JavaClasses classes) {
        ROOMS.checkEveryClassLivesInARoom(classes);
    }

    @ArchTest
    static final ArchRule only_the_command_line_parses_arguments =
            noClasses()
                    .that()
                    .resideOutsideOfPackage(ROOMS.in("cli"))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("picocli..");

    @ArchTest static final ArchRule time_is_handed_in = ROOMS.timeIsHandedInBut("access", "cli");

    @ArchTest static final ArchRule names_say_what_a_thing_is = Rooms.NAMES_SAY_WHAT_A_THING_IS;
}
