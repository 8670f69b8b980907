package dev.usher.tools.replies;

import dev.usher.sqs.Message;
import dev.usher.tools.replies.ReplyReading.Verdict;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Takes replies that start with "ours", and notes those that start with "noted". */
class FakeTaker implements ReplyReading.Taker {
    final Set<String> taken = ConcurrentHashMap.newKeySet();
    final Set<String> secured = ConcurrentHashMap.newKeySet();
    int most = Integer.MAX_VALUE;

    @Override
    public Verdict take(Message message) {
        if (message.body().startsWith("ours")) {
            taken.add(message.receiptHandle());
            return Verdict.TAKEN;
        }
        return message.body().startsWith("noted") ? Verdict.NOTED : Verdict.LEFT;
    }

    @Override
    public void secure() {
        secured.addAll(taken);
    }

    @Override
    public boolean enough() {
        return secured.size() >= most;
    }
}
