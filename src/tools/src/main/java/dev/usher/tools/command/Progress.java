package dev.usher.tools.command;

/** Hears how far the work is; called from many threads. */
public interface Progress {
    /** Nobody listens. */
    Progress SILENT =
            new Progress() {
                @Override
                public void begin(String what, String unit, long total, long done) {}

                @Override
                public void reach(long done) {}

                @Override
                public void end() {}

                @Override
                public void note(String line) {}
            };

    /**
     * A part of the work begins.
     *
     * @param total in units; 0 where nobody knows
     * @param done what an earlier process did of it
     */
    void begin(String what, String unit, long total, long done);

    /** So much of it is done. */
    void reach(long done);

    /** It is over, or given up. */
    void end();

    /** Something to know. */
    void note(String line);
}
