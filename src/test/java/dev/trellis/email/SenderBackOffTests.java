package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SenderBackOffTests {

    @Test
    void eachRefusalWaitsLongerUpToFourHours() {
        assertThat(Sender.backOff(1)).isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
        assertThat(Sender.backOff(2)).isBetween(Duration.ofSeconds(192), Duration.ofSeconds(288));
        assertThat(Sender.backOff(19)).isBetween(Duration.ofMinutes(192), Duration.ofMinutes(288));
    }
}
