package dev.trellis.backtest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTests {

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({"5, 10, 0.5, 0.2366, 0.7634", "0, 10, 0, 0, 0.2775", "10, 10, 1, 0.7225, 1", "1, 1, 1, 0.2065, 1"})
    void theIntervalIsWilsons(long part, long of, double share, double low, double high) {
        var interval = requireNonNull(Share.of(part, of).share());

        assertThat(interval.value()).isEqualTo(share);
        assertThat(interval.low()).isEqualTo(low, within(1e-4));
        assertThat(interval.high()).isEqualTo(high, within(1e-4));
    }

    @Test
    void ofNothingThereIsNoShare() {
        assertThat(Share.of(0, 0).share()).isNull();
    }
}
