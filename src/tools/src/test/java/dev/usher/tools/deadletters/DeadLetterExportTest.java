package dev.usher.tools.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usher.sqs.Message;
import dev.usher.sqs.Queue.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DeadLetterExportTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path folder;

    private final DeadLetterFixture fixture = new DeadLetterFixture();
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("out.jsonl");
    }

    private DeadLetterExport export(DeadLetterFilter filter) throws Exception {
        return DeadLetterExport.to(
                file, fixture.inspection(), filter, DeadLetterExport.Contents.COMPLETE);
    }

    private List<JsonNode> lines() throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void all_of_a_message_is_in_its_line_and_only_its_owner_may_read_the_file() throws Exception {
        MessageAttributeValue bytes =
                MessageAttributeValue.builder()
                        .dataType("Binary")
                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1}))
                        .build();
        String id =
                fixture.addDeadLetter(
                        DeadLetterFixture.signUp("ä"),
                        DeadLetterFixture.reason("STRANDED", null),
                        Map.of("b", bytes));
        try (DeadLetterExport export = export(DeadLetterFilter.ALL)) {
            Scan.Report _ = fixture.scan().run(export);
            assertThat(export.count()).isEqualTo(1);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        JsonNode line = lines().getFirst();
        assertThat(line.path("MessageId").asString("")).isEqualTo(id);
        assertThat(line.path("Body").asString("")).isEqualTo(DeadLetterFixture.signUp("ä"));
        assertThat(line.at("/MessageAttributes/b/BinaryValue").asString("")).isEqualTo("AP8=");
        assertThat(line.at("/MessageAttributes/b/DataType").asString("")).isEqualTo("Binary");
        assertThat(line.at("/MessageAttributes/usher/StringValue").asString(""))
                .contains("STRANDED");
        assertThat(line.at("/Attributes/AWSTraceHeader").asString("")).isEqualTo("Root=1-2-3");
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void a_masked_export_has_the_same_form_and_no_secret() throws Exception {
        Map<String, MessageAttributeValue> ten = new HashMap<>();
        for (int i = 0; i < 9; i++) {
            ten.put("own" + i, DeadLetterFixture.string("x" + i));
        }
        ten.put("greeting", DeadLetterFixture.string("Pl4nted-secret"));
        ten.put("own8", DeadLetterFixture.string("Pl4nted-secret"));
        String _ =
                fixture.addDeadLetter(
                        DeadLetterFixture.signUp("a"),
                        DeadLetterFixture.reason("STRANDED", ten),
                        Map.of());
        String _ =
                fixture.dead.put(
                        "Pl4nted-secret",
                        Map.of(
                                "pin",
                                DeadLetterFixture.string("Pl4nted-secret"),
                                "id",
                                DeadLetterFixture.string("i-1")));
        String _ =
                fixture.dead.put(
                        "{}", Map.of("usher", DeadLetterFixture.string("{'x':'Pl4nted-secret'}")));
        try (DeadLetterExport export =
                DeadLetterExport.to(
                        file,
                        fixture.inspection(),
                        DeadLetterFilter.ALL,
                        DeadLetterExport.Contents.MASKED)) {
            Scan.Report _ = fixture.scan().run(export);
        }
        assertThat(file).content().doesNotContain("Pl4nted-secret");
        assertThat(lines().get(1).path("Body").asString(""))
                .isEqualTo("(no JSON object: up to 1 KiB)");
        assertThat(lines().get(1).at("/MessageAttributes/id/StringValue").asString(""))
                .isEqualTo("i-1");
        assertThat(lines().get(1).at("/MessageAttributes/pin/StringValue").asString(""))
                .isEqualTo("***");
        JsonNode line = lines().getFirst();
        assertThat(line.path("Body").asString("")).contains("\"username\":\"a\"", "***");
        assertThat(line.at("/MessageAttributes/usher/StringValue").asString(""))
                .contains("STRANDED", "own3");
    }

    @Test
    void a_file_that_is_there_is_not_written_over() throws Exception {
        String _ = Files.writeString(file, "mine").toString();
        assertThatThrownBy(() -> export(DeadLetterFilter.ALL))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
    }

    @Test
    void a_purge_deletes_what_is_in_its_export_and_nothing_else() throws Exception {
        for (int i = 0; i < 300; i++) {
            String _ =
                    fixture.addDeadLetter("r" + i, i % 3 == 0 ? "STRANDED" : "RETRIES_EXHAUSTED");
        }
        Scan scan = fixture.scan();
        try (DeadLetterExport export = export(DeadLetterFixture.codes("STRANDED"))) {
            Purge purge = new Purge(fixture.dead, export, scan);
            Scan.Report _ = scan.run(purge);
            assertThat(purge.deleted()).isEqualTo(100);
            assertThat(export.complete()).isTrue();
        }
        assertThat(lines()).hasSize(100);
        assertThat(fixture.dead.size()).isEqualTo(200);
        assertThat(fixture.dead.inFlight()).isZero();
        for (JsonNode line : lines()) {
            assertThat(line.at("/MessageAttributes/usher/StringValue").asString(""))
                    .contains("STRANDED");
            assertThat(fixture.dead.bodies()).doesNotContain(line.path("Body").asString(""));
        }
    }

    @Test
    void a_purge_deletes_nothing_before_everything_is_exported() throws Exception {
        for (int i = 0; i < 50; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        AtomicInteger early = new AtomicInteger();
        fixture.dead.fault((operation, entry) -> {
            if (operation.equals("delete")) {
                try {
                    early.addAndGet(Files.readAllLines(file).size() == 50 ? 0 : 1);
                } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                }
            }
            return null;
        });
        Scan scan = fixture.scan();
        try (DeadLetterExport export = export(DeadLetterFilter.ALL)) {
            Scan.Report _ = scan.run(new Purge(fixture.dead, export, scan));
        }
        assertThat(early.get()).isZero();
        assertThat(fixture.dead.size()).isZero();
    }

    @Test
    void a_purge_that_is_stopped_or_can_t_write_deletes_nothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        Scan stopped = fixture.scan();
        try (DeadLetterExport export = export(DeadLetterFilter.ALL)) {
            Purge purge = new Purge(fixture.dead, export, stopped);
            Scan.Report report =
                    stopped.run(
                            new Scan.Visitor() {
                                @Override
                                public void visit(
                                        List<Message> fresh, ScannedMessages scannedMessages) {
                                    purge.visit(fresh, scannedMessages);
                                    stopped.stop();
                                }

                                @Override
                                public void over(ScannedMessages scannedMessages)
                                        throws InterruptedException {
                                    purge.over(scannedMessages);
                                }
                            });
            assertThat(report.cutShort()).isTrue();
            assertThat(export.complete()).isFalse();
        }
        assertThat(fixture.dead.size()).isEqualTo(50);
        assertThat(folder).isEmptyDirectory();

        Scan scan = fixture.scan();
        DeadLetterExport closed = export(DeadLetterFilter.ALL);
        closed.close();
        Purge purge = new Purge(fixture.dead, closed, scan);
        assertThatThrownBy(() -> scan.run(purge)).isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(fixture.dead.size()).isEqualTo(50);
        assertThat(fixture.dead.inFlight()).isZero();
    }

    @Test
    void a_purge_of_nothing_leaves_no_file() throws Exception {
        String _ = fixture.addDeadLetter("a", "STRANDED");
        Scan scan = fixture.scan();
        try (DeadLetterExport export = export(DeadLetterFixture.codes("-"))) {
            Scan.Report _ = scan.run(new Purge(fixture.dead, export, scan));
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(fixture.dead.size()).isEqualTo(1);
    }

    @Test
    void a_file_that_came_meanwhile_is_not_written_over_and_nothing_deleted() throws Exception {
        String _ = fixture.addDeadLetter("a", "STRANDED");
        Scan scan = fixture.scan();
        try (DeadLetterExport export = export(DeadLetterFilter.ALL)) {
            String _ = Files.writeString(file, "mine").toString();
            Purge purge = new Purge(fixture.dead, export, scan);
            assertThatThrownBy(() -> scan.run(purge))
                    .isInstanceOf(java.io.UncheckedIOException.class);
        }
        assertThat(file).hasContent("mine");
        assertThat(fixture.dead.size()).isEqualTo(1);
    }

    @Test
    void an_export_can_go_to_a_stream() throws Exception {
        String _ = fixture.addDeadLetter("a", "STRANDED");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try (DeadLetterExport export =
                DeadLetterExport.to(
                        read,
                        fixture.inspection(),
                        DeadLetterFilter.ALL,
                        DeadLetterExport.Contents.COMPLETE)) {
            Scan.Report _ = fixture.scan().run(export);
        }
        assertThat(JSON.readTree(read.toByteArray()).path("Body").asString(""))
                .isEqualTo(DeadLetterFixture.signUp("a"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void what_could_not_be_deleted_is_not_counted_as_deleted() throws Exception {
        fixture.waiter = duration -> Thread.sleep(1);
        for (int i = 0; i < 20; i++) {
            String _ = fixture.addDeadLetter("r" + i, "STRANDED");
        }
        fixture.dead.fault((operation, entry) ->
                operation.equals("delete") && ((String) entry).startsWith("dead-1")
                        ? new Outcome.Retryable("Throttled")
                        : null);
        Scan scan = fixture.scan();
        try (DeadLetterExport export = export(DeadLetterFilter.ALL)) {
            Purge purge = new Purge(fixture.dead, export, scan);
            Scan.Report _ = scan.run(purge);
            assertThat(purge.deleted()).isEqualTo(9);
            assertThat(fixture.dead.size()).isEqualTo(11);
        }
    }
}
