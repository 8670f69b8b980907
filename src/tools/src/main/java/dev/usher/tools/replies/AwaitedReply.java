package dev.usher.tools.replies;

/** What came of waiting for one reply. */
public sealed interface AwaitedReply {
    /** It is there, and still in its queue: {@link ReplySearch#take} it once it is safe. */
    record Reply(ReplyLine reply) implements AwaitedReply {}

    /**
     * It did not come in time; the request is still on its way.
     *
     * @param trouble what the last look at the queue ended in; empty if it went well
     */
    record Nothing(String trouble) implements AwaitedReply {}

    /** Somebody wants no more of it. */
    record Stopped() implements AwaitedReply {}
}
