package dev.trellis.email;

import java.util.Map;
import java.util.TreeMap;
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
}
