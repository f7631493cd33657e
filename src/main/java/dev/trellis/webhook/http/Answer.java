package dev.trellis.webhook.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came back.
 *
 * @param body its beginning
 * @param retryAfter how long the receiver wants to be left alone, if it said so
 */
public record Answer(int status, String body, @Nullable Duration retryAfter) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }
}
