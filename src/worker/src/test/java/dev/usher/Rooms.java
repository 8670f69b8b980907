package dev.usher;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/**
 * The rules that hold in the rooms of every module. A room is a package directly below one base.
 */
public final class Rooms {
    /** No class is called by what says nothing. */
    public static final ArchRule NAMES_SAY_WHAT_A_THING_IS =
            noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils?)(\\$.*)?");

    private final String base;
    private final Map<String, Set<String>> mayImport;

    /**
     * @param base the package above the rooms
     * @param mayImport the rooms that each room may import, itself apart
     */
    public Rooms(String base, Map<String, Set<String>> mayImport) {
        this.base = base;
        this.mayImport = mayImport;
    }

    public void checkImports(JavaClasses classes) {
        mayImport.forEach((room, allowed) -> {
            String[] others =
                    mayImport.keySet().stream()
                            .filter(other -> !other.equals(room))
                            .filter(other -> !allowed.contains(other))
                            .map(this::in)
                            .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(in(room))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(classes);
        });
    }

    public void checkEveryClassLivesInARoom(JavaClasses classes) {
        String[] all = mayImport.keySet().stream().map(this::in).toArray(String[]::new);
        noClasses().should().resideOutsideOfPackages(all).check(classes);
    }

    /** Nothing outside of these rooms reads a clock or sleeps. */
    public ArchRule timeIsHandedInBut(String... rooms) {
        String[] packages = java.util.Arrays.stream(rooms).map(this::in).toArray(String[]::new);
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .callMethodWhere(
                        call(Instant.class, "now")
                                .or(call(System.class, "currentTimeMillis"))
                                .or(call(Thread.class, "sleep"))
                                .or(call(Clock.class, "systemUTC"))
                                .or(call(Clock.class, "systemDefaultZone"))
                                .or(call(InstantSource.class, "system")));
    }

    public String in(String room) {
        return base + "." + room + "..";
    }

    private static DescribedPredicate<JavaCall<?>> call(Class<?> type, String method) {
        return target(owner(JavaClass.Predicates.type(type))).and(target(name(method)));
    }
}
