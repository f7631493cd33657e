package dev.trellis.email;

import dev.trellis.email.EmailProperties.TopicCap;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The caps that hold for every contact: one on all marketing mail together, and those on single topics. */
@Component
class FrequencyCaps {

    private final FrequencyCap all;
    private final Map<String, FrequencyCap> byTopic = new HashMap<>();

    FrequencyCaps(EmailProperties properties) {
        this.all = new FrequencyCap(properties.maxPerDay(), properties.maxPerWeek());
        properties.topicCaps().forEach((topic, cap) -> byTopic.put(topic, of(cap)));
    }

    private static FrequencyCap of(TopicCap cap) {
        return new FrequencyCap(
                cap.maxPerDay() == null ? Integer.MAX_VALUE : cap.maxPerDay(),
                cap.maxPerWeek() == null ? Integer.MAX_VALUE : cap.maxPerWeek());
    }

    /** The cap on everything together. */
    FrequencyCap all() {
        return all;
    }

    /** The cap on a topic; empty where only that on everything holds. */
    Optional<FrequencyCap> on(@Nullable String topic) {
        return Optional.ofNullable(byTopic.get(topic));
    }

    /** Whether one more on the topic fits on the day. */
    boolean allow(LocalDate day, @Nullable String topic, Collection<Taken> taken) {
        return all.allows(day, taken.stream().map(Taken::day).toList())
                && on(topic)
                        .map(cap -> cap.allows(
                                day,
                                taken.stream()
                                        .filter(other -> topic != null && topic.equals(other.topic()))
                                        .map(Taken::day)
                                        .toList()))
                        .orElse(true);
    }

    /** A place in a contact's caps that a mail has. */
    record Taken(LocalDate day, @Nullable String topic) {}
}
