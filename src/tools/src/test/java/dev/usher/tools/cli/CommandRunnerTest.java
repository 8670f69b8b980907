package dev.usher.tools.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.sqs.QueueException;
import dev.usher.tools.access.QueueAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CommandRunnerTest {
    private final PrintStream out = System.out;

    @AfterEach
    void restore() {
        System.setOut(out);
    }

    @Test
    void what_could_not_be_written_is_not_done() {
        System.setOut(new PrintStream(new Full(), false, UTF_8));
        for (String asked : new String[] {"--version", "generate-completion"}) {
            assertThat(Main.commandLine().execute(asked)).as(asked).isEqualTo(Main.FAILED);
        }
        assertThat(Main.commandLine().execute("dlq")).isEqualTo(Main.USAGE);
    }

    @Test
    void an_endpoint_that_is_out_of_reach_is_not_the_queue_s_fault() {
        assertThat(QueueAccess.message(new QueueException("q", "GetQueueUrl", "SdkClientException")))
                .contains("AWS_ENDPOINT_URL", "network")
                .doesNotContain("q failed");
        assertThat(QueueAccess.message(new QueueException("q", "GetQueueUrl", "QueueDoesNotExist")))
                .contains("GetQueueUrl on q");
    }

    /** As /dev/full. */
    private static final class Full extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("no space left on device");
        }
    }
}
