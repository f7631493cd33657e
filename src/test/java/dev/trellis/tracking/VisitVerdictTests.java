package dev.trellis.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.tracking.VisitVerdict.Visit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VisitVerdictTests {

    private static final String BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0";
    private static final Duration LATER = Duration.ofMinutes(5);

    @Test
    void aBrowserAtAPersonsPaceIsHuman() {
        assertThat(verdict(false, BROWSER, false, LATER)).isEqualTo("human");
    }

    @Test
    void machinesGiveThemselvesAway() {
        assertThat(verdict(true, BROWSER, false, LATER)).isEqualTo("machine");
        assertThat(verdict(false, BROWSER, true, LATER)).isEqualTo("scanner");
        assertThat(verdict(false, "Mozilla/5.0 Mimecast", false, LATER)).isEqualTo("scanner");
        assertThat(VisitVerdict.of(new Visit(false, BROWSER, false, true, false, LATER)))
                .isEqualTo(new VisitVerdict("scanner", "followed a link that no person sees"));
        assertThat(VisitVerdict.of(new Visit(false, BROWSER, true, false, false, LATER)))
                .isEqualTo(new VisitVerdict("machine", "came from a network of machines"));
        assertThat(verdict(false, BROWSER, false, Duration.ofMillis(700))).isEqualTo("machine");
        assertThat(verdict(false, "Mozilla/5.0", false, LATER)).isEqualTo("machine");
        assertThat(verdict(false, "Mozilla/5.0 (compatible; Googlebot/2.1)", false, LATER))
                .isEqualTo("machine");
        assertThat(verdict(false, "curl/8.5", false, LATER)).isEqualTo("machine");
    }

    @Test
    void whatCannotBeToldIsUnknown() {
        assertThat(verdict(false, "Mozilla/5.0 (via ggpht.com GoogleImageProxy)", false, LATER))
                .isEqualTo("unknown");
        assertThat(verdict(false, "", false, LATER)).isEqualTo("unknown");
        assertThat(verdict(false, BROWSER, false, null)).isEqualTo("human");
    }

    private static String verdict(
            boolean head, String agent, boolean burst, @org.jspecify.annotations.Nullable Duration since) {
        return VisitVerdict.of(new Visit(head, agent, false, false, burst, since))
                .label();
    }
}
