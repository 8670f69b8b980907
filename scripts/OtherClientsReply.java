import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** For check-snippets: "put" sends another client's reply to the reply queue; "look" checks that only it is there. */
public class OtherClientsReply {
    static final String BODY =
            """
            {"version":1,"id":"other-client","requestMessageId":"00000000-0000-0000-0000-000000000000","type":"signup",\
            "status":"failed","failure":{"code":"USERNAME_EXISTS","message":"for another client","retryable":false},\
            "duplicate":false,"attempts":1,"completedAt":"2026-11-22T20:00:00Z"}""";

    public static void main(String[] arguments) {
        try (SqsClient sqs = SqsClient.create()) {
            String replies = sqs.getQueueUrl(r -> r.queueName(System.getenv("USHER_REPLY_QUEUE"))).queueUrl();
            if (arguments[0].equals("put")) {
                sqs.sendMessage(r -> r.queueUrl(replies).messageBody(BODY));
                return;
            }
            List<Message> left = sqs.receiveMessage(r -> r.queueUrl(replies).maxNumberOfMessages(10).waitTimeSeconds(5)).messages();
            if (left.size() != 1 || !left.getFirst().body().equals(BODY)) {
                System.err.println("the reply queue holds " + left.size() + " messages instead of the other client's one");
                System.exit(1);
            }
        }
    }
}
