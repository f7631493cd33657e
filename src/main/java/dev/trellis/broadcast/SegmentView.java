package dev.trellis.broadcast;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A segment as the API takes and shows it: each part a list, or a single value. */
record SegmentView(
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> stage,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> topic,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> country,

        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable
        List<String> tag) {

    static SegmentView of(Segment segment) {
        return new SegmentView(
                list(segment.stages()), list(segment.topics()), list(segment.countries()), list(segment.tags()));
    }

    Segment toSegment(Segments segments) {
        return segments.of(stage, topic, country, tag);
    }

    private static List<String> list(Collection<String> values) {
        return List.copyOf(values);
    }
}
