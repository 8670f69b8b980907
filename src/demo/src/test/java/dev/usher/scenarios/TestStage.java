package dev.usher.scenarios;

import dev.usher.app.Premises;
import java.util.List;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/**
 * Where the scenarios play.
 *
 * @param premises made there
 * @param settings of the worker, before those that lead to the premises
 * @param lacking what it can't do, with the reason
 * @param behind what is closed in the end, the last first
 */
record TestStage(
        String name,
        Premises premises,
        Map<String, String> settings,
        Map<Ability, String> lacking,
        List<? extends AutoCloseable> behind)
        implements AutoCloseable {
    TestStage {
        settings = Map.copyOf(settings);
        lacking = Map.copyOf(lacking);
        behind = List.copyOf(behind);
    }

    boolean can(Ability ability) {
        return !lacking.containsKey(ability);
    }

    /** Skips the scenario, and says why, where the stage is not able to. */
    void needs(Ability ability) {
        String reason = lacking.get(ability);
        if (reason != null) {
            throw skip(reason);
        }
    }

    TestAbortedException skip(String reason) {
        say(name, "skipped a scenario: " + reason);
        return new TestAbortedException(reason);
    }

    /** One plain line: skips and what was made must be seen without looking for them. */
    static void say(String name, String what) {
        System.out.println("stage " + name + ": " + what);
    }

    @Override
    public void close() {
        // What was made goes while there are clients to remove it with.
        try (premises) {
            premises.belongings.close();
        } finally {
            behind.reversed().forEach(TestStage::close);
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException(one + " could not be closed", e);
        }
    }
}
