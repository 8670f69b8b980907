import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Signs a user up and waits for the reply: SignUp ID USERNAME EMAIL, with the password in SIGN_UP_PASSWORD. */
public class SignUp {
    static final ObjectMapper JSON = new ObjectMapper();

    record Answer(JsonNode reply, String receiptHandle) {}

    public static void main(String[] arguments) throws Exception {
        try (SqsClient sqs = SqsClient.create()) {
            String requests = url(sqs, System.getenv("USHER_REQUEST_QUEUE"));
            String replies = url(sqs, System.getenv("USHER_REPLY_QUEUE"));

            String request =
                    JSON.writeValueAsString(
                            Map.of(
                                    "type", "signup",
                                    "id", arguments[0],
                                    "username", arguments[1],
                                    "password", System.getenv("SIGN_UP_PASSWORD"),
                                    "attributes", Map.of("email", arguments[2])));
            String messageId = sqs.sendMessage(r -> r.queueUrl(requests).messageBody(request)).messageId();

            Optional<Answer> found = answer(sqs, replies, messageId, Duration.ofSeconds(60));
            if (found.isEmpty()) {
                System.err.println("no reply yet; send the same again, with the same id");
                System.exit(1);
            }
            JsonNode reply = found.get().reply();
            String status = reply.path("status").asString();
            // Keep what it says before it is deleted: /user/sub, /tokens/refreshToken, ...
            switch (status) {
                case "succeeded" -> System.out.println(status + " " + reply.at("/user/username").asString() + " " + reply.at("/user/status").asString());
                case "challenged" -> System.out.println(status + " " + reply.at("/challenge/name").asString());
                default -> System.out.println(status + " " + reply.at("/failure/code").asString());
            }
            sqs.deleteMessage(r -> r.queueUrl(replies).receiptHandle(found.get().receiptHandle()));
            System.exit(status.equals("succeeded") ? 0 : 1);
        }
    }

    /** The reply to our message; empty if there is none in time. */
    static Optional<Answer> answer(SqsClient sqs, String replies, String messageId, Duration patience) throws Exception {
        Instant end = Instant.now().plus(patience);
        while (Instant.now().isBefore(end)) {
            Answer mine = null;
            int others = 0;
            for (Message message : sqs.receiveMessage(r -> r.queueUrl(replies).maxNumberOfMessages(10).waitTimeSeconds(5)).messages()) {
                JsonNode reply = JSON.readTree(message.body());
                if (reply.path("requestMessageId").asString().equals(messageId)) {
                    mine = new Answer(reply, message.receiptHandle());
                } else { // another client's: hand it back at once
                    others++;
                    sqs.changeMessageVisibility(r -> r.queueUrl(replies).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
                }
            }
            if (mine != null) {
                return Optional.of(mine);
            }
            if (others > 0) {
                Thread.sleep(200); // give them time to receive it
            }
        }
        return Optional.empty();
    }

    static String url(SqsClient sqs, String name) {
        return sqs.getQueueUrl(r -> r.queueName(name)).queueUrl();
    }
}
