package dev.trellis.webhook;

import dev.trellis.platform.InvalidValueException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What webhooks can be told. */
public enum EventType {
    HANDOFF_OPENED("handoff.opened", "A contact was handed to sales"),
    HANDOFF_ASSIGNED("handoff.assigned", "A hand-off that nobody had, or somebody else, was given to somebody"),
    HANDOFF_LATE("handoff.late", "A hand-off was not answered in time"),
    HANDOFF_ACCEPTED("handoff.accepted", "Sales took the contact"),
    HANDOFF_REJECTED("handoff.rejected", "Sales refused the contact"),
    HANDOFF_QUALIFIED("handoff.qualified", "Sales found the contact qualified"),
    HANDOFF_RETURNED("handoff.returned", "Sales gave the contact back for more nurture"),
    HANDOFF_WITHDRAWN("handoff.withdrawn", "The contact left the stage before sales had decided"),
    STAGE_CHANGED("stage.changed", "A contact entered a stage"),
    DEAL_OPENED("deal.opened", "A deal was opened"),
    DEAL_CHANGED("deal.changed", "A deal moved or has other values"),
    DEAL_WON("deal.won", "A deal was won"),
    DEAL_LOST("deal.lost", "A deal was lost"),
    DEAL_RENEWED("deal.renewed", "The contract of a won deal goes on"),
    DEAL_REFUNDED("deal.refunded", "The money of a won deal went back"),
    QUOTE_SENT("quote.sent", "A quote was sent"),
    QUOTE_VIEWED("quote.viewed", "Somebody looked at a quote"),
    QUOTE_EXTENDED("quote.extended", "A quote has another last day"),
    QUOTE_ACCEPTED("quote.accepted", "A quote was accepted"),
    QUOTE_DECLINED("quote.declined", "A quote was declined"),
    QUOTE_WITHDRAWN("quote.withdrawn", "A quote was taken back"),
    CUSTOMER_CHURNED("customer.churned", "A customer left"),
    CONSENT_GRANTED("consent.granted", "A contact agreed to a topic"),
    CONSENT_WITHDRAWN("consent.withdrawn", "A contact took its agreement back"),
    EMAIL_BOUNCED("email.bounced", "An email came back"),
    EMAIL_COMPLAINED("email.complained", "A reader called an email unwanted"),
    CONTACT_MERGED("contact.merged", "Two contacts became one"),
    CONTACT_ERASED("contact.erased", "A contact was erased: erase it, too"),
    /** Nobody chooses it: somebody tries whether a webhook works. */
    PING("ping", "A test");

    private final String label;
    private final String meaning;

    EventType(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** Its name in payloads and in the API. */
    public String label() {
        return label;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether a webhook may ask for it. */
    public boolean isChosen() {
        return this != PING;
    }

    /**
     * The names, each once and checked.
     *
     * @throws InvalidValueException if one of them is unknown
     */
    static Set<String> checked(Collection<String> labels) {
        var known = Arrays.stream(values())
                .filter(EventType::isChosen)
                .map(EventType::label)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        for (var label : labels) {
            if (!known.contains(label)) {
                throw new InvalidValueException(
                        "events", "\"" + label + "\" is unknown; any of " + String.join(", ", known));
            }
        }
        known.retainAll(labels);
        return known;
    }
}
