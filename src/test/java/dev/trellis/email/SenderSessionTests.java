package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SenderSessionTests {

    @Test
    void eachRefusalWaitsLongerUpToFourHours() {
        assertThat(SenderSession.backOff(1)).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
        assertThat(SenderSession.backOff(2)).isBetween(Duration.ofSeconds(192), Duration.ofSeconds(288));
        assertThat(SenderSession.backOff(19)).isBetween(Duration.ofMinutes(192), Duration.ofMinutes(288));
    }
}
