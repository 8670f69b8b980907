package dev.usher.tools.deadletters;

import dev.usher.sqs.Message;
import dev.usher.tools.files.StagedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes dead letters to a file that only its owner may read, one JSON object per line, with the
 * names of SQS's ReceiveMessage. MessageAttributes can be passed to SendMessage unchanged.
 */
public final class DeadLetterExport implements Scan.Visitor, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final DeadLetterReader reader;
    private final Predicate<DeadLetter> filter;
    private final Contents contents;
    private final OutputStream out;
    private final @Nullable StagedFile file;
    private volatile boolean complete;
    private final Set<String> exported = new HashSet<>();

    /** How much of each message is written. */
    public enum Contents {
        /** Everything, secrets included, so that the message can be sent again. */
        COMPLETE,
        /** Everything but the secrets. */
        MASKED
    }

    private DeadLetterExport(
            DeadLetterReader reader,
            Predicate<DeadLetter> filter,
            Contents contents,
            @Nullable StagedFile file,
            OutputStream out) {
        this.reader = reader;
        this.filter = filter;
        this.contents = contents;
        this.file = file;
        this.out = out;
    }

    /**
     * An export to a file, which gets its name when it is complete.
     *
     * @throws IOException if it can't be created; a FileAlreadyExistsException if it exists
     */
    public static DeadLetterExport to(
            Path path, DeadLetterReader reader, Predicate<DeadLetter> filter, Contents contents)
            throws IOException {
        StagedFile file = StagedFile.create(path);
        return new DeadLetterExport(
                reader, filter, contents, file, Channels.newOutputStream(file.channel()));
    }

    /** An export to a stream, which stays open. */
    public static DeadLetterExport to(
            OutputStream stream,
            DeadLetterReader reader,
            Predicate<DeadLetter> filter,
            Contents contents) {
        return new DeadLetterExport(reader, filter, contents, null, stream);
    }

    public synchronized int count() {
        return exported.size();
    }

    /** Whether all dead letters are exported, and the file has its name. */
    public boolean complete() {
        return complete;
    }

    /** The ids of the exported messages. */
    synchronized List<String> messageIds() {
        return List.copyOf(exported);
    }

    @Override
    public void visit(List<Message> fresh, ScannedMessages scannedMessages) {
        StringBuilder lines = new StringBuilder();
        Set<String> ids = new HashSet<>();
        for (Message message : fresh) {
            if (filter.test(reader.inspect(message))) {
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
     * Forces the file to the disk and gives it its name.
     *
     * @throws UncheckedIOException if that fails
     */
    @Override
    public void over(ScannedMessages scannedMessages) throws InterruptedException {
        try {
            if (file != null) {
                file.complete();
            }
            complete = true;
        } catch (IOException e) {
            throw new UncheckedIOException("the export could not be forced to the disk", e);
        }
    }

    /** Deletes what was written, unless it is complete. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private synchronized void write(String lines, Set<String> ids) {
        try {
            out.write(lines.getBytes(StandardCharsets.UTF_8));
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
