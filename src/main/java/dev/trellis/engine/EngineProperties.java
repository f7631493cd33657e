package dev.trellis.engine;

import dev.trellis.platform.StartRefusedException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to treat the engine; where it is, {@code TRELLIS_ENGINE_GRPC} says.
 *
 * @param token what an engine with OAuth (Camunda's SaaS, say) asks for; absent where none is needed
 * @param clock the management address of an engine whose clock may be moved; only of one that this application started
 * @param spool where our exporter writes what happens inside the engine; absent where the engine does not run it
 * @param attempts how often a step is tried that does not set its own number of retries
 * @param retryBackoff the pause before the second attempt; each later one is four times as long
 */
@ConfigurationProperties("trellis.engine")
public record EngineProperties(
        @Nullable Token token,
        @Nullable URI clock,
        @Nullable Path spool,
        @DefaultValue("5") int attempts,
        @DefaultValue("2s") Duration retryBackoff) {

    /** The credentials of an OAuth client. */
    public record Token(
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable String audience,
            @Nullable URI url) {

        boolean isSet() {
            return clientId != null && !clientId.isBlank();
        }
    }

    public EngineProperties {
        if (attempts < 1 || attempts > 100) {
            throw new StartRefusedException("TRELLIS_ENGINE_ATTEMPTS must be between 1 and 100, not " + attempts);
        }
    }
}
