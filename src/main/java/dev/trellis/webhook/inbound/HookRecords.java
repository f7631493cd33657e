package dev.trellis.webhook.inbound;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What other systems told us of a contact. */
@Component
class HookRecords implements ContactRecords {

    private final HookMessages messages;

    HookRecords(HookMessages messages) {
        this.messages = messages;
    }

    @Override
    public String name() {
        return "incomingWebhooks";
    }

    @Override
    public Set<String> tables() {
        return Set.of("hook_message");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return messages.ofContact(contact.value()).stream()
                .map(message -> Map.<String, Object>of(
                        "at", message.receivedAt().toString(),
                        "type", message.type(),
                        "told", message.body(),
                        "outcome", message.outcome()))
                .toList();
    }

    @Override
    public void erase(ContactId contact) {
        messages.forget(contact.value());
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        messages.merge(keep.value(), merged.value());
    }
}
