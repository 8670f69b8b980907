package dev.usher.sqs;

/** Describes where an exception was thrown, without its message, which could quote a secret. */
public final class StackFrames {
    private static final int MOST = 12;

    private StackFrames() {}

    public static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.getClass().getName());
        StackTraceElement[] frames = thrown.getStackTrace();
        for (int i = 0; i < Math.min(MOST, frames.length); i++) {
            text.append("\n\tat ").append(frames[i]);
        }
        Throwable cause = thrown.getCause();
        return cause == null
                ? text.toString()
                : text.append("\nCaused by: ").append(cause.getClass().getName()).toString();
    }
}
