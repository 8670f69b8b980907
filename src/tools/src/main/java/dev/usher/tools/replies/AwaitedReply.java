package dev.usher.tools.replies;

/** The result of waiting for one reply. */
public sealed interface AwaitedReply {
    /** The reply, which is still in its queue until {@link ReplySearch#take}. */
    record Reply(ReplyLine reply) implements AwaitedReply {}

    /**
     * No reply in time; the request is still in progress.
     *
     * @param error of the last receive; empty if it succeeded
     */
    record Nothing(String error) implements AwaitedReply {}

    /** The user stopped the wait. */
    record Stopped() implements AwaitedReply {}
}
