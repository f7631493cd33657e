package dev.trellis.email;

import dev.trellis.platform.InvalidValueException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What contacts can agree to get marketing mail about. */
@Component
public class Topics {

    private final Map<String, String> labels;

    Topics(EmailProperties properties) {
        this.labels = new TreeMap<>(properties.topics());
    }

    /** Each topic with the words a contact sees. */
    public Map<String, String> labels() {
        return labels;
    }

    /** The words for a topic; its name where there are none. */
    public String label(String topic) {
        return labels.getOrDefault(topic, topic);
    }

    /**
     * A scope of suppression, as somebody outside named it; none is all mail.
     *
     * @throws InvalidValueException if there is no such scope
     */
    String scope(@Nullable String named) {
        if (named == null) {
            return Suppressions.ALL;
        }
        boolean known = named.equals(Suppressions.ALL)
                || named.equals(Suppressions.MARKETING)
                || labels.keySet().stream().map(Suppressions::topic).anyMatch(named::equals);
        if (!known) {
            throw new InvalidValueException(
                    "scope",
                    "must be all, marketing or topic:<name> with one of " + labels.keySet() + ", not " + named);
        }
        return named;
    }
}
