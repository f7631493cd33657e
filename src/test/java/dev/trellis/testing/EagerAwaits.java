package dev.trellis.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets every test that waits look at once, then ever more rarely: most of what is waited for takes some milliseconds.
 *
 * <p>Found through {@code META-INF/services}, so that no test has to ask for it.
 */
public final class EagerAwaits implements BeforeAllCallback {

    private static final Duration FIRST = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMillis(100);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollInterval((count, previous) -> next(previous));
    }

    private static Duration next(Duration previous) {
        var doubled = previous.multipliedBy(2);
        if (doubled.compareTo(FIRST) < 0) {
            return FIRST;
        }
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
