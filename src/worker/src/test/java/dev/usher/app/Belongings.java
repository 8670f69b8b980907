package dev.usher.app;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What was made somewhere for a while, and how it is removed again: the last first, also when the
 * JVM is told to end in the middle.
 */
public final class Belongings implements AutoCloseable {
    private record Belonging(String what, Runnable removal) {}

    private final String prefix;
    private final Map<String, String> tags;
    private final Consumer<String> diary;
    private final Deque<Belonging> made = new ArrayDeque<>();
    private final Thread lastWill = new Thread(this::remove, "removal");
    private boolean over;

    private Belongings(String prefix, Map<String, String> tags, Consumer<String> diary) {
        this.prefix = prefix;
        this.tags = Map.copyOf(tags);
        this.diary = diary;
    }

    /** For what goes with the place that it was made in: nothing is removed. */
    public static Belongings left() {
        return new Belongings("", Map.of(), _ -> {});
    }

    /**
     * For what has to go again.
     *
     * @param prefix of all names
     * @param tags on everything that takes tags
     * @param diary is told what was made and what was removed
     */
    public static Belongings removed(
            String prefix, Map<String, String> tags, Consumer<String> diary) {
        Belongings belongings = new Belongings(prefix, tags, diary);
        Runtime.getRuntime().addShutdownHook(belongings.lastWill);
        return belongings;
    }

    public String prefix() {
        return prefix;
    }

    Map<String, String> tags() {
        return tags;
    }

    /** To be said as soon as it is made. */
    public synchronized void made(String what, Runnable removal) {
        if (!prefix.isEmpty()) {
            made.push(new Belonging(what, removal));
            diary.accept("made " + what);
            if (over) {
                // The JVM ends while something was still being made.
                remove();
            }
        }
    }

    /**
     * Removes all of it; what is gone already counts as removed.
     *
     * @throws AssertionError that names what is left
     */
    @Override
    public void close() {
        List<String> left = remove();
        if (!left.isEmpty()) {
            throw new AssertionError("could not be removed: " + String.join(", ", left));
        }
        if (!prefix.isEmpty()) {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        }
    }

    private synchronized List<String> remove() {
        over = true;
        List<String> left = new ArrayList<>();
        while (!made.isEmpty()) {
            Belonging one = made.pop();
            try {
                one.removal().run();
                diary.accept("removed " + one.what());
            } catch (RuntimeException e) {
                if (gone(e)) {
                    diary.accept("gone already: " + one.what());
                } else {
                    left.add(one.what());
                    diary.accept("STILL THERE: " + one.what() + ", for " + reason(e));
                }
            }
        }
        return left;
    }

    private static boolean gone(RuntimeException e) {
        return e instanceof AwsServiceException refused
                && (reason(refused).endsWith("NonExistentQueue")
                        || reason(refused).equals("QueueDoesNotExist")
                        || reason(refused).equals("ResourceNotFoundException"));
    }

    private static String reason(RuntimeException e) {
        return e instanceof AwsServiceException refused && refused.awsErrorDetails() != null
                ? String.valueOf(refused.awsErrorDetails().errorCode())
                : e.getClass().getSimpleName();
    }
}
