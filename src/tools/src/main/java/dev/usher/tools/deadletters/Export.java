package dev.usher.tools.deadletters;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.sqs.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Dead letters in a file, one JSON object a line, in the words of SQS's ReceiveMessage: a
 * MessageAttributes can be handed to SendMessage as it is. Nobody but its owner may read the file.
 */
public final class Export implements Scan.Visitor, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final DeadLetterReader deadLetterReader;
    private final Predicate<DeadLetter> filter;
    private final Contents contents;
    private final WritableByteChannel out;
    private final @Nullable SafeFile file;
    private volatile boolean complete;
    private final Set<String> exported = new HashSet<>();

    /** What of the messages goes into the file. */
    public enum Contents {
        /** All, secrets too, so that a message can be sent again from it. */
        COMPLETE,
        /** All but the secrets. */
        MASKED
    }

    /**
     * Begins the file, which bears its name once it is complete.
     *
     * @throws IOException if that can't be done; a FileAlreadyExistsException if it is there
     */
    public Export(
            DeadLetterReader deadLetterReader,
            Predicate<DeadLetter> filter,
            Contents contents,
            Path path)
            throws IOException {
        this.deadLetterReader = deadLetterReader;
        this.filter = filter;
        this.contents = contents;
        this.file = new SafeFile(path);
        this.out = file.channel();
    }

    /** To whoever reads the stream, which stays open. */
    public Export(
            DeadLetterReader deadLetterReader,
            Predicate<DeadLetter> filter,
            Contents contents,
            OutputStream stream) {
        this.deadLetterReader = deadLetterReader;
        this.filter = filter;
        this.contents = contents;
        this.file = null;
        this.out = Channels.newChannel(stream);
    }

    /** How many are in it. */
    public synchronized int count() {
        return exported.size();
    }

    /** Whether all of them are, and the file bears its name. */
    public boolean complete() {
        return complete;
    }

    /** The ids of the messages in it. */
    synchronized List<String> messageIds() {
        return List.copyOf(exported);
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages) {
        StringBuilder lines = new StringBuilder();
        Set<String> ids = new HashSet<>();
        for (Message message : fresh) {
            if (filter.test(deadLetterReader.inspect(message))) {
                Message shown =
                        switch (contents) {
                            case COMPLETE -> message;
                            case MASKED -> MaskedMessages.message(message);
                        };
                lines.append(line(shown)).append('\n');
                ids.add(message.messageId());
            }
        }
        write(lines.toString(), ids);
    }

    /**
     * Everything is in the file for good, even if the power goes, and it bears its name.
     *
     * @throws UncheckedIOException if it can't be made sure
     */
    @Override
    public void over(ScannedMessages scannedMessages) throws InterruptedException {
        try {
            if (file != null) {
                file.complete();
            }
            complete = true;
        } catch (IOException e) {
            throw new UncheckedIOException("the export could not be made safe", e);
        }
    }

    /** Without a trace, unless it is complete. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private synchronized void write(String lines, Set<String> ids) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            exported.addAll(ids);
        } catch (IOException e) {
            throw new UncheckedIOException("the export could not be written", e);
        }
    }

    private static String line(Message message) {
        ObjectNode json = JSON.createObjectNode();
        json.put("MessageId", message.messageId());
        json.put("Body", message.body());
        ObjectNode attributes = json.putObject("MessageAttributes");
        message.attributes().forEach((name, value) -> write(attributes.putObject(name), value));
        Message.SystemAttributes system = message.system();
        ObjectNode own = json.putObject("Attributes");
        own.put("SentTimestamp", Long.toString(system.sentAt().toEpochMilli()));
        own.put("ApproximateReceiveCount", Integer.toString(system.receiveCount()));
        if (system.groupId() != null) {
            own.put("MessageGroupId", system.groupId());
        }
        if (system.traceHeader() != null) {
            own.put("AWSTraceHeader", system.traceHeader());
        }
        if (system.deadLetterSourceArn() != null) {
            own.put("DeadLetterQueueSourceArn", system.deadLetterSourceArn());
        }
        return json.toString();
    }

    private static void write(ObjectNode json, MessageAttributeValue value) {
        json.put("DataType", value.dataType());
        if (value.stringValue() != null) {
            json.put("StringValue", value.stringValue());
        }
        if (value.binaryValue() != null) {
            byte[] bytes = value.binaryValue().asByteArray();
            json.put("BinaryValue", Base64.getEncoder().encodeToString(bytes));
        }
    }
}
