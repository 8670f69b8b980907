package dev.usher.scenarios;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where the scenarios can play; {@code -Dusher.stage=NAME} chooses one. */
enum StageChoice {
    EMBEDDED {
        @Override
        TestStage open() {
            return EmbeddedStages.embedded();
        }
    },
    LOCALSTACK {
        @Override
        TestStage open() {
            return ContainerStages.localstack();
        }

        @Override
        @Nullable String obstacle() {
            return ContainerStages.obstacle();
        }
    },
    FLOCI {
        @Override
        TestStage open() {
            return ContainerStages.floci();
        }

        @Override
        @Nullable String obstacle() {
            return ContainerStages.obstacle();
        }
    },
    SPLIT {
        @Override
        TestStage open() {
            return EmbeddedStages.split();
        }
    },
    ENDPOINT {
        @Override
        TestStage open() {
            return OutsideStages.endpoint();
        }
    },
    AWS {
        @Override
        TestStage open() {
            return OutsideStages.aws();
        }
    };

    /** What run without a choice: nothing that leaves this machine. */
    private static final List<StageChoice> USUAL = List.of(EMBEDDED, LOCALSTACK, FLOCI);

    private static final String CHOICE = "usher.stage";

    /** Starts what it takes; whoever opens it closes it. */
    abstract TestStage open();

    /** Why it can't be opened on this machine; null if it can. */
    @Nullable String obstacle() {
        return null;
    }

    String called() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether somebody asked for this one, so that a skip would be no answer. */
    static boolean asked() {
        return System.getProperty(CHOICE) != null;
    }

    /**
     * The one that was asked for, or the usual ones.
     *
     * @throws IllegalArgumentException if nothing is called so
     */
    static List<StageChoice> chosen() {
        return chosen(System.getProperty(CHOICE));
    }

    static List<StageChoice> chosen(@Nullable String choice) {
        if (choice == null) {
            return USUAL;
        }
        return List.of(
                Arrays.stream(values())
                        .filter(venue -> venue.called().equals(choice))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException(unknown(choice))));
    }

    private static String unknown(String choice) {
        return "-D%s=%s: there is no such stage; there are %s"
                .formatted(
                        CHOICE,
                        choice,
                        Arrays.stream(values())
                                .map(StageChoice::called)
                                .collect(Collectors.joining(", ")));
    }
}
