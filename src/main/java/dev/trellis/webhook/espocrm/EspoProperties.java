package dev.trellis.webhook.espocrm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which stage of an EspoCRM opportunity is which step of our pipeline.
 *
 * @param steps EspoCRM's stage by our step, as an EspoCRM has them that nobody has changed
 * @param won its stage of a deal that was won
 * @param lost its stage of a deal that was lost
 * @param lossReason why a deal was lost that was lost over there, where nobody is asked for one of our reasons
 */
@ConfigurationProperties("trellis.espocrm")
record EspoProperties(
        @Nullable Map<String, String> steps,
        @DefaultValue("Closed Won") String won,
        @DefaultValue("Closed Lost") String lost,
        @DefaultValue("no-decision") String lossReason) {

    Optional<String> stage(String step) {
        return Optional.ofNullable(mapping().get(step));
    }

    private Map<String, String> mapping() {
        if (steps != null) {
            return steps;
        }
        var mapping = new LinkedHashMap<String, String>();
        mapping.put("prospecting", "Prospecting");
        mapping.put("research", "Prospecting");
        mapping.put("first-contact", "Qualification");
        mapping.put("demo", "Proposal");
        mapping.put("objections", "Negotiation");
        mapping.put("closing", "Negotiation");
        return mapping;
    }
}
