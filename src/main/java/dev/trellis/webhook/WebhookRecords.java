package dev.trellis.webhook;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What webhooks were told of a contact, and are still to be told. */
@Component
class WebhookRecords implements ContactRecords {

    private final DeliveryStore deliveries;

    WebhookRecords(DeliveryStore deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String name() {
        return "webhooks";
    }

    @Override
    public Set<String> tables() {
        return Set.of("webhook_delivery");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return deliveries.ofContact(contact.value()).stream()
                .map(delivery -> Map.<String, Object>of(
                        "at", delivery.occurredAt().toString(),
                        "type", delivery.type(),
                        "told", delivery.data(),
                        "state", delivery.state().label()))
                .toList();
    }

    @Override
    public void erase(ContactId contact) {
        deliveries.forget(contact.value());
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        deliveries.merge(keep.value(), merged.value());
    }
}
