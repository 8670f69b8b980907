package dev.usher;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every class wait in the same way, whichever ran before it in the same process: for a minute,
 * since what takes ten seconds is no fault where a slow machine does two things at once.
 */
public final class PatientWaits implements BeforeAllCallback {
    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.reset();
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }
}
