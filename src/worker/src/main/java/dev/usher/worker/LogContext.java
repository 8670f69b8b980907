package dev.usher.worker;

import dev.usher.sqs.Message;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The MDC of every line that is logged while a message is processed: {@code message_id}, {@code id}
 * once it has been read, and {@code trace_id} where the sender gave a trace. The names of
 * OpenTelemetry's <a
 * href="https://opentelemetry.io/docs/specs/otel/compatibility/logging_trace_context/">trace
 * context in logs</a>.
 */
final class LogContext {
    private static final String MESSAGE_ID = "message_id";
    private static final String ID = "id";
    private static final String TRACE_ID = "trace_id";

    /** <a href="https://www.w3.org/TR/trace-context/#traceparent-header">traceparent</a>. */
    private static final Pattern TRACEPARENT =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    /**
     * <a
     * href="https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader">X-Ray's
     * tracing header</a>.
     */
    private static final Pattern ROOT =
            Pattern.compile("(?:.*;)?\\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})(?:;.*)?");

    private LogContext() {}

    static void enter(Message message) {
        MDC.put(MESSAGE_ID, message.messageId());
        String trace = traceId(message);
        if (trace != null) {
            MDC.put(TRACE_ID, trace);
        }
    }

    static void read(@Nullable String id) {
        if (id != null) {
            MDC.put(ID, id);
        }
    }

    /** For a line about a message that another thread logs. */
    static void during(MessageInProgress message, Runnable line) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        enter(message.message());
        read(message.id());
        try {
            line.run();
        } finally {
            MDC.setContextMap(before == null ? Map.of() : before);
        }
    }

    static void leave() {
        MDC.remove(MESSAGE_ID);
        MDC.remove(ID);
        MDC.remove(TRACE_ID);
    }

    private static @Nullable String traceId(Message message) {
        MessageAttributeValue parent = message.attributes().get(ReplySender.TRACE);
        if (parent != null && parent.stringValue() != null) {
            Matcher matcher = TRACEPARENT.matcher(parent.stringValue());
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        String header = message.system().traceHeader();
        if (header != null) {
            Matcher matcher = ROOT.matcher(header);
            if (matcher.matches()) {
                return matcher.group(1) + matcher.group(2);
            }
        }
        return null;
    }
}
