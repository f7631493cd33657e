package dev.trellis.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdsTests {

    @Test
    void theySayWhenTheyWereMade() {
        var id = Ids.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(Duration.between(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16), Instant.now())
                        .abs())
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void theySortAsTheyWereMade() {
        var ids = Stream.generate(Ids::next).limit(50_000).map(UUID::toString).toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whoKnowsOneCannotGuessTheNext() {
        var ids = Stream.generate(Ids::next).limit(1_000).toList();

        for (int i = 1; i < ids.size(); i++) {
            long gap = ids.get(i).getLeastSignificantBits() - ids.get(i - 1).getLeastSignificantBits();
            assertThat(Math.abs(gap)).isGreaterThan(1_000);
        }
    }
}
