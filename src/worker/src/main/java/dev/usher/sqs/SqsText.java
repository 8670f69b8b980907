package dev.usher.sqs;

/**
 * The characters that SQS accepts: tab, line feed, carriage return, U+0020 to U+D7FF, U+E000 to
 * U+FFFD, U+10000 to U+10FFFF. <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
 */
public final class SqsText {
    private static final int LONGEST = 4_000;

    private SqsText() {}

    public static boolean isSendable(String text) {
        return text.codePoints().allMatch(SqsText::isSendable);
    }

    /** Escapes what SQS would refuse in JSON; such characters occur in JSON strings only. */
    public static String sendable(String json) {
        if (isSendable(json)) {
            return json;
        }
        StringBuilder escaped = new StringBuilder(json.length() + 16);
        json.codePoints()
                .forEach(character -> {
                    if (isSendable(character)) {
                        escaped.appendCodePoint(character);
                    } else {
                        escaped.append(String.format("\\u%04x", character));
                    }
                });
        return escaped.toString();
    }

    /** A list of problems can be longer than a message may be. */
    public static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + " ...";
    }

    private static boolean isSendable(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= 0x20 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || character >= 0x10000;
    }
}
