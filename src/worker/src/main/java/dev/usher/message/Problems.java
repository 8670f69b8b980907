package dev.usher.message;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one request; bounded in number. */
final class Problems {
    private static final int MOST = 20;

    private final List<Problem> found = new ArrayList<>();
    private int more;

    void add(String pointer, String what) {
        if (found.size() < MOST) {
            found.add(new Problem(pointer, what));
        } else {
            more++;
        }
    }

    boolean none() {
        return found.isEmpty();
    }

    List<Problem> list() {
        if (more == 0) {
            return List.copyOf(found);
        }
        var all = new ArrayList<>(found);
        all.add(new Problem("", "has " + more + (more == 1 ? " more problem" : " more problems")));
        return all;
    }
}
