package dev.trellis.broadcast;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How many there are of some kind, and how many of them may be written to. */
@RestController
@RequestMapping("/api/segments")
class SegmentController {

    private final Segments segments;
    private final Broadcasts broadcasts;

    SegmentController(Segments segments, Broadcasts broadcasts) {
        this.segments = segments;
        this.broadcasts = broadcasts;
    }

    /**
     * Counts a segment.
     *
     * @param topic what the mail would be about
     */
    @GetMapping("/count")
    Counted count(
            @RequestParam @Nullable List<String> stage,
            @RequestParam String topic,
            @RequestParam @Nullable List<String> country,
            @RequestParam @Nullable List<String> tag) {
        return Counted.of(broadcasts.forecast(segments.of(stage, null, country, tag), topic));
    }

    /**
     * What a segment comes to.
     *
     * @param reachable how many may get marketing mail on the topic
     * @param skipped how many may not, by reason
     */
    record Counted(String topic, long size, long reachable, Map<String, Long> skipped) {

        static Counted of(Forecast forecast) {
            return new Counted(
                    forecast.topic(), forecast.size(), forecast.reachable(), BroadcastView.labels(forecast.skipped()));
        }
    }
}
