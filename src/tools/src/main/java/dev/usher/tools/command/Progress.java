package dev.usher.tools.command;

/** Shows progress. Called from many threads. */
public interface Progress {
    /** Shows nothing. */
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
     * Begins a part of the work.
     *
     * @param total in units; 0 if unknown
     * @param done by earlier processes
     */
    void begin(String what, String unit, long total, long done);

    void reach(long done);

    /** Ends the part, complete or not. */
    void end();

    /** Prints a line. */
    void note(String line);
}
