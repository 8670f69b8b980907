package dev.usher.tools.enqueue;

import dev.usher.tools.command.Progress;

/** Shows nothing; a test may override a method. */
public class SilentProgress implements Progress {
    @Override
    public void begin(String what, String unit, long total, long done) {}

    @Override
    public void reach(long done) {}

    @Override
    public void end() {}

    @Override
    public void note(String line) {}
}
