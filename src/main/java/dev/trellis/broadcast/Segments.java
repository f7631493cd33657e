package dev.trellis.broadcast;

import dev.trellis.contact.ProfileValues;
import dev.trellis.email.Topics;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes {@link Segment}s from what people and diagrams write. */
@Component
public class Segments {

    private final Lifecycle lifecycle;
    private final Topics topics;

    Segments(Lifecycle lifecycle, Topics topics) {
        this.lifecycle = lifecycle;
        this.topics = topics;
    }

    /**
     * Reads a segment. Each part may hold several values, also in one text with commas between; null for any.
     *
     * @throws InvalidValueException if it names a stage, topic or country that there is not
     */
    public Segment of(
            @Nullable Collection<String> stages,
            @Nullable Collection<String> topics,
            @Nullable Collection<String> countries,
            @Nullable Collection<String> tags) {
        return new Segment(
                known("stage", values(stages), stageNames()),
                known("topic", values(topics), this.topics.labels().keySet()),
                values(countries).stream().map(Segments::country).collect(Collectors.toSet()),
                values(tags).stream().map(tag -> tag.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    private static String country(String given) {
        return Objects.requireNonNull(ProfileValues.country(given));
    }

    private Set<String> stageNames() {
        return lifecycle.stages().stream().map(stage -> stage.stage().name()).collect(Collectors.toSet());
    }

    private static Set<String> known(String field, Set<String> values, Set<String> known) {
        for (var value : values) {
            if (!known.contains(value)) {
                throw new InvalidValueException(
                        field, "must be of " + String.join(", ", new TreeSet<>(known)) + ", not " + value);
            }
        }
        return values;
    }

    private static Set<String> values(@Nullable Collection<String> given) {
        var values = new LinkedHashSet<String>();
        for (var text : given == null ? List.<String>of() : given) {
            for (var part : text.split("[,;|]", -1)) {
                var value = Text.clean(part);
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }
}
