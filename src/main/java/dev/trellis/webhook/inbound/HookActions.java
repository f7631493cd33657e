package dev.trellis.webhook.inbound;

import dev.trellis.contact.Activities;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactEditor;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealChange;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Loss;
import dev.trellis.deal.NewDeal;
import dev.trellis.deal.Passage;
import dev.trellis.deal.Win;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.Handoffs;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Does what others tell us has happened. Told once more it does nothing: what is so already is well. */
@Component
class HookActions {

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final Deals deals;
    private final Handoffs handoffs;
    private final Contacts contacts;
    private final ContactEditor editor;
    private final Activities activities;

    HookActions(Deals deals, Handoffs handoffs, Contacts contacts, ContactEditor editor, Activities activities) {
        this.deals = deals;
        this.handoffs = handoffs;
        this.contacts = contacts;
        this.editor = editor;
        this.activities = activities;
    }

    /**
     * What was done, and about whom.
     *
     * @param words for people
     */
    record Done(String words, UUID contact) {

        static Done of(String words, Deal deal) {
            return new Done(words + " " + deal.name(), deal.contactId().value());
        }

        static Done of(String words, Handoff handoff) {
            return new Done(words + " the hand-off", handoff.contactId().value());
        }
    }

    /**
     * Does it.
     *
     * @param key tells this message from all others
     * @return nothing where the type means nothing to us
     */
    Optional<Done> act(String type, HookData data, String key, String actor) {
        return Optional.ofNullable(
                switch (type) {
                    case "deal.created" -> open(data, actor);
                    case "deal.updated" -> change(data, actor);
                    case "deal.won" -> win(data, actor);
                    case "deal.lost" -> lose(data, actor);
                    case "handoff.accepted" ->
                        Done.of("accepted", handoffs.accept(handoff(data), data.text("owner"), actor));
                    case "handoff.rejected" ->
                        Done.of(
                                "rejected",
                                handoffs.reject(
                                        handoff(data),
                                        data.required("reason"),
                                        data.text("note"),
                                        data.day("until"),
                                        actor));
                    case "handoff.qualified" -> Done.of("qualified", qualify(data, actor));
                    case "handoff.returned" ->
                        Done.of(
                                "returned",
                                handoffs.giveBack(handoff(data), data.required("reason"), data.day("until"), actor));
                    case "activity.added" -> add(data, key);
                    case "contact.updated" -> update(data);
                    default -> null;
                });
    }

    private Done open(HookData data, String actor) {
        var amount = data.number("amount");
        if (amount == null) {
            throw new InvalidValueException("amount", "is missing");
        }
        var opened = deals.open(
                new NewDeal(
                        contact(data, "contactExternalId").id(),
                        data.required("externalId"),
                        data.required("name"),
                        amount,
                        data.required("currency"),
                        data.day("expectedCloseOn"),
                        data.text("owner"),
                        data.text("step"),
                        null),
                actor);
        return Done.of(opened.isNew() ? "opened" : "known already, and changed:", opened.deal());
    }

    private Done change(HookData data, String actor) {
        var changed = deals.change(
                deal(data).id(),
                new DealChange(
                        data.text("name"),
                        data.number("amount"),
                        data.text("currency"),
                        data.day("expectedCloseOn"),
                        data.text("owner"),
                        data.text("step"),
                        data.day("renewsOn"),
                        data.number("recurringAmount")),
                Passage.overridden("it stands so where it comes from"),
                actor);
        return Done.of("changed", changed);
    }

    private Done win(HookData data, String actor) {
        var deal = deal(data);
        if (deal.state() == Deal.State.WON) {
            return Done.of("won already:", deal);
        }
        var win = new Win(data.day("wonOn"), data.day("renewsOn"), data.number("recurringAmount"));
        return Done.of("won", deals.win(deal.id(), win, actor));
    }

    private Done lose(HookData data, String actor) {
        var deal = deal(data);
        if (deal.state() == Deal.State.LOST) {
            return Done.of("lost already:", deal);
        }
        var loss = new Loss(
                data.required("reason"),
                data.truth("recycle", true),
                data.text("competitor"),
                data.day("contractEndsOn"));
        return Done.of("lost", deals.lose(deal.id(), loss, actor));
    }

    private Handoff qualify(HookData data, String actor) {
        return handoffs.qualify(
                handoff(data),
                new Qualification(
                        data.required("budget"),
                        data.required("authority"),
                        data.required("need"),
                        data.required("timeline")),
                actor);
    }

    private Done add(HookData data, String key) {
        var contact = contact(data, "contactExternalId");
        var type = data.required("type");
        if (!TYPE.matcher(type).matches() || type.length() > 100) {
            throw new InvalidValueException("type", "'" + type + "' must be in kebab-case, such as call-logged");
        }
        Map<String, Object> properties = new HashMap<>();
        data.object("properties").forEach((name, value) -> {
            if (value != null) {
                properties.put(name, value);
            }
        });
        activities.record(List.of(new NewActivity(contact.id(), type, data.time("at"), key, properties)), Lane.LIVE);
        return new Done("recorded " + type, contact.id().value());
    }

    private Done update(HookData data) {
        var contact = contact(data, "externalId");
        var fields = data.object("fields");
        if (fields.isEmpty()) {
            throw new InvalidValueException(
                    "fields", "is missing: an object of what to change, such as {\"phone\": …}");
        }
        editor.change(contact.id(), fields);
        return new Done(
                "changed " + String.join(", ", fields.keySet()), contact.id().value());
    }

    private Deal deal(HookData data) {
        var id = data.id("dealId");
        if (id != null) {
            return deals.require(id);
        }
        var externalId = data.text("externalId");
        if (externalId == null) {
            throw new InvalidValueException("externalId", "is missing, and so is dealId; give one of them");
        }
        return deals.findByExternalId(externalId)
                .orElseThrow(() -> new InvalidValueException("externalId", "No deal has the externalId " + externalId));
    }

    private static UUID handoff(HookData data) {
        var id = data.id("handoffId");
        if (id == null) {
            throw new InvalidValueException("handoffId", "is missing");
        }
        return id;
    }

    private Contact contact(HookData data, String externalIdField) {
        var id = data.id("contactId");
        if (id != null) {
            return contacts.require(new ContactId(id));
        }
        var externalId = data.text(externalIdField);
        if (externalId != null) {
            return contacts.findByExternalId(externalId)
                    .orElseThrow(() ->
                            new InvalidValueException(externalIdField, "No contact has the externalId " + externalId));
        }
        var email = data.text("email");
        if (email == null) {
            throw new InvalidValueException(
                    "contactId", "is missing, and so are " + externalIdField + " and email; give one of them");
        }
        return contacts.findByEmail(email)
                .orElseThrow(() -> new InvalidValueException("email", "No contact has the address " + email));
    }
}
