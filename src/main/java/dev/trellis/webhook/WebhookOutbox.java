package dev.trellis.webhook;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.Ids;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Writes down what webhooks are to be told, in the transaction of what happened: both are kept, or neither. */
@Component
class WebhookOutbox {

    private final DeliveryStore deliveries;
    private final Contacts contacts;
    private final WebhookDispatcher dispatcher;
    private final JsonMapper json;
    private final Clock clock;

    WebhookOutbox(
            DeliveryStore deliveries, Contacts contacts, WebhookDispatcher dispatcher, JsonMapper json, Clock clock) {
        this.deliveries = deliveries;
        this.contacts = contacts;
        this.dispatcher = dispatcher;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Tells whoever wants to hear it.
     *
     * @param types what the events may be; where nobody wants any of these, they are not even made
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(Collection<EventType> types, Supplier<List<Event>> events) {
        var wanted = deliveries.wanted(types.stream().map(EventType::label).toList());
        if (wanted.isEmpty()) {
            return;
        }
        var told = events.get().stream()
                .filter(event -> wanted.contains(event.type().label()))
                .toList();
        if (told.isEmpty()) {
            return;
        }
        var known = contacts.findAll(
                told.stream().map(Event::contact).filter(Objects::nonNull).collect(Collectors.toSet()));
        var messages = new ArrayList<DeliveryStore.Message>();
        for (var event : told) {
            messages.add(message(event, event.contact() == null ? null : known.get(event.contact())));
        }
        deliveries.add(messages, clock.instant());
        wakeAfterCommit();
    }

    /** Tells one webhook that this is a test. */
    @Transactional
    public long ping(UUID webhook) {
        var id = deliveries.add(webhook, message(new Event(EventType.PING, null, Map.of()), null), clock.instant());
        wakeAfterCommit();
        return id;
    }

    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                dispatcher.wake();
            }
        });
    }

    private DeliveryStore.Message message(Event event, @Nullable Contact contact) {
        var data = new LinkedHashMap<String, @Nullable Object>();
        if (contact != null) {
            data.put("contactId", contact.id().value());
            data.put("contactExternalId", contact.externalId());
            data.put("email", contact.email());
        }
        data.putAll(event.data());
        return new DeliveryStore.Message(
                "msg_" + Ids.next().toString().replace("-", ""),
                event.type().label(),
                id(event.contact()),
                json.writeValueAsString(data));
    }

    private static @Nullable UUID id(@Nullable ContactId contact) {
        return contact == null ? null : contact.value();
    }
}
