package dev.trellis.tracking;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The hosted forms, and who does not count as a reader.
 *
 * @param forms by name, as in {@code /t/forms/newsletter}
 * @param machineNetworks from where only machines come, such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}
 */
@ConfigurationProperties("trellis.tracking")
record TrackingProperties(
        @Nullable Map<String, Form> forms, @Nullable List<String> machineNetworks) {

    private static final Map<String, Form> DEFAULT = Map.of(
            "newsletter",
            new Form(
                    "Get our newsletter",
                    "One email a week at most, and you can leave with one click.",
                    List.of("newsletter")));

    @Override
    public Map<String, Form> forms() {
        return forms == null || forms.isEmpty() ? DEFAULT : forms;
    }

    @Override
    public List<String> machineNetworks() {
        return machineNetworks == null ? List.of() : machineNetworks;
    }

    /**
     * A form to subscribe with.
     *
     * @param title above the form
     * @param wording what the person agrees to; kept as part of the proof
     * @param topics what it subscribes to
     */
    record Form(String title, String wording, List<String> topics) {}
}
