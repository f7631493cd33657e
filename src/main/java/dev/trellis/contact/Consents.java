package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.now;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ConsentChanged.Change;
import dev.trellis.platform.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What contacts agreed to, topic by topic, with the evidence.
 *
 * <p>Marketing mail on a topic may be sent while the topic's own state is granted; nothing else needs a look. A contact
 * that wants no marketing mail at all has every topic withdrawn, and {@link #EVERYTHING} too, which keeps others from
 * granting topics it was never asked about; the contact itself may agree to a single topic again.
 */
@Service
public class Consents {

    /** Stands for every topic there is or will be. */
    public static final String EVERYTHING = "*";

    /** Stands for being told when the contact opens mail; agreeing to it is agreeing to no mail. */
    public static final String TRACKING = "tracking";

    private final JdbcClient jdbc;
    private final BulkCopy copy;
    private final Contacts contacts;
    private final Clock clock;
    private final ApplicationEventPublisher events;

    Consents(JdbcClient jdbc, BulkCopy copy, Contacts contacts, Clock clock, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.copy = copy;
        this.contacts = contacts;
        this.clock = clock;
        this.events = events;
    }

    /** What the contact said, by topic; topics it was never asked about are absent. */
    public Map<String, ConsentState> of(ContactId contact) {
        return ofAll(List.of(contact)).getOrDefault(contact, Map.of());
    }

    /** What each of these contacts said, by topic; contacts that were never asked have an empty map. */
    public Map<ContactId, Map<String, ConsentState>> ofAll(Collection<ContactId> contacts) {
        var states = new HashMap<ContactId, Map<String, ConsentState>>();
        contacts.forEach(contact -> states.put(contact, new TreeMap<>()));
        for (var consent : current(contacts)) {
            if (!consent.topic().equals(EVERYTHING)) {
                states.computeIfAbsent(consent.contactId(), contact -> new TreeMap<>())
                        .put(consent.topic(), consent.state());
            }
        }
        return states;
    }

    /** Everything the contact ever said, oldest first. */
    public List<Consent> history(ContactId contact) {
        return jdbc.sql("""
                        select contact_id, topic, state, evidence, changed_at from consent_history
                        where contact_id = :contact
                        union all
                        select contact_id, topic, state, evidence, changed_at from consent where contact_id = :contact
                        order by changed_at, topic
                        """)
                .param("contact", contact.value())
                .query(Consents::toConsent)
                .list();
    }

    /**
     * The contact itself agreed.
     *
     * @param evidence how we know: form, address, time, wording
     */
    @Transactional
    public void grant(ContactId contact, String topic, String evidence) {
        change(contact, List.of(topic), ConsentState.GRANTED, evidence);
    }

    /**
     * Somebody else says that the contact agreed, and answers for it.
     *
     * @return whether the topic is granted now; false where the contact has withdrawn it, or was asked to confirm it
     *     and has not done so
     */
    @Transactional
    public boolean grantOnBehalf(ContactId contact, String topic, String evidence) {
        contacts.lock(List.of(contact));
        var known = currentByTopic(contact);
        var state = Optional.ofNullable(known.get(topic)).map(Consent::state);
        if (state.isEmpty() && !known.containsKey(EVERYTHING)) {
            grant(contact, topic, evidence);
            return true;
        }
        return state.filter(ConsentState.GRANTED::equals).isPresent();
    }

    /** The contact was asked to confirm by email. Changes nothing where it agreed already. */
    @Transactional
    public void ask(ContactId contact, String topic, String evidence) {
        contacts.lock(List.of(contact));
        var known = currentByTopic(contact).get(topic);
        if (known == null || known.state() != ConsentState.GRANTED) {
            change(contact, List.of(topic), ConsentState.PENDING, evidence);
        }
    }

    /** The contact itself took its agreement back; nobody else can lift that. */
    @Transactional
    public void withdraw(ContactId contact, String topic, String evidence) {
        change(contact, List.of(topic), ConsentState.WITHDRAWN, evidence);
    }

    /** The contact wants no marketing email at all, whatever the topic. */
    @Transactional
    public void withdrawAll(ContactId contact, String evidence) {
        contacts.lock(List.of(contact));
        var topics = new HashSet<>(currentByTopic(contact).keySet());
        topics.add(EVERYTHING);
        change(contact, topics, ConsentState.WITHDRAWN, evidence);
    }

    /** What each of these contacts said last, whatever the topic. */
    List<Consent> current(Collection<ContactId> contacts) {
        if (contacts.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select * from consent where contact_id = any(cast(:contacts as uuid[]))")
                .param("contacts", Sql.ids(contacts))
                .query(Consents::toConsent)
                .list();
    }

    /** Stores consents that are the first on their topics, and tells. */
    void addFirst(List<Consent> consents) {
        if (consents.isEmpty()) {
            return;
        }
        copy.append(
                "consent (contact_id, topic, state, evidence, changed_at)",
                consents,
                consent -> List.of(
                        consent.contactId(),
                        consent.topic(),
                        consent.state().label(),
                        consent.evidence(),
                        consent.changedAt()));
        publish(consents);
    }

    void erase(ContactId contact) {
        for (var table : List.of("consent", "consent_history")) {
            jdbc.sql("delete from " + table + " where contact_id = :contact")
                    .param("contact", contact.value())
                    .update();
        }
    }

    /** Gives one contact what the other said: on each topic the stricter of the two counts. */
    void merge(ContactId keep, ContactId merged) {
        var kept = currentByTopic(keep);
        var others = currentByTopic(merged);
        jdbc.sql("update consent_history set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
        jdbc.sql("delete from consent where contact_id = :merged")
                .param("merged", merged.value())
                .update();
        var changes = new ArrayList<Consent>();
        var topics = new HashSet<>(kept.keySet());
        topics.addAll(others.keySet());
        for (var topic : topics) {
            var own = kept.get(topic);
            var strictest = stricter(own == null ? kept.get(EVERYTHING) : own, others, topic);
            var other = others.get(topic);
            if (other != null && !other.equals(strictest)) {
                keep(new Consent(keep, topic, other.state(), other.evidence(), other.changedAt()));
            }
            if (!strictest.equals(own)) {
                if (own != null) {
                    keep(own);
                }
                var consent = new Consent(keep, topic, strictest.state(), strictest.evidence(), strictest.changedAt());
                store(consent);
                changes.add(consent);
            }
        }
        publish(changes);
    }

    private static Consent stricter(@Nullable Consent own, Map<String, Consent> others, String topic) {
        var named = others.get(topic);
        var other = named == null ? others.get(EVERYTHING) : named;
        if (own == null || other == null) {
            return Objects.requireNonNull(own == null ? other : own);
        }
        return strictness(other) > strictness(own) ? other : own;
    }

    private static int strictness(Consent consent) {
        return switch (consent.state()) {
            case PENDING -> 0;
            case GRANTED -> 1;
            case WITHDRAWN -> 2;
        };
    }

    private Map<String, Consent> currentByTopic(ContactId contact) {
        var byTopic = new HashMap<String, Consent>();
        current(List.of(contact)).forEach(consent -> byTopic.put(consent.topic(), consent));
        return byTopic;
    }

    private void change(ContactId contact, Collection<String> topics, ConsentState state, String evidence) {
        contacts.lock(List.of(contact));
        contacts.require(contact);
        var known = currentByTopic(contact);
        var now = now(clock);
        var changes = new ArrayList<Consent>();
        for (var topic : topics) {
            var before = known.get(topic);
            if (before == null || before.state() != state) {
                if (before != null) {
                    keep(before);
                }
                var consent = new Consent(contact, topic, state, evidence, now);
                store(consent);
                changes.add(consent);
            }
        }
        publish(changes);
    }

    private void keep(Consent consent) {
        jdbc.sql("""
                        insert into consent_history (id, contact_id, topic, state, evidence, changed_at)
                        values (:id, :contact, :topic, :state, :evidence, :changedAt)
                        """)
                .param("id", Ids.next())
                .param("contact", consent.contactId().value())
                .param("topic", consent.topic())
                .param("state", consent.state().label())
                .param("evidence", consent.evidence())
                .param("changedAt", utc(consent.changedAt()))
                .update();
    }

    private void store(Consent consent) {
        jdbc.sql("""
                        insert into consent (contact_id, topic, state, evidence, changed_at)
                        values (:contact, :topic, :state, :evidence, :changedAt)
                        on conflict (contact_id, topic) do update
                        set state = excluded.state, evidence = excluded.evidence, changed_at = excluded.changed_at
                        """)
                .param("contact", consent.contactId().value())
                .param("topic", consent.topic())
                .param("state", consent.state().label())
                .param("evidence", consent.evidence())
                .param("changedAt", utc(consent.changedAt()))
                .update();
    }

    private void publish(List<Consent> consents) {
        var changes = consents.stream()
                .map(consent -> new Change(consent.contactId(), consent.topic(), consent.state()))
                .toList();
        if (!changes.isEmpty()) {
            events.publishEvent(new ConsentChanged(changes));
        }
    }

    private static Consent toConsent(ResultSet row, int number) throws SQLException {
        return new Consent(
                new ContactId(row.getObject("contact_id", UUID.class)),
                row.getString("topic"),
                ConsentState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("evidence"),
                instant(row, "changed_at"));
    }
}
