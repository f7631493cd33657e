package dev.trellis.contact;

import static dev.trellis.platform.UtcTime.now;

import dev.trellis.contact.ContactsAdded.Added;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes in what others tell about people: adds those not known yet, completes those known by address or external id.
 *
 * <p>What is told overwrites what is stored, blanks never do. The first source stays, later ones are kept as touches. A
 * ban on calls is taken over but never lifted, and topics are granted only where the contact has said nothing itself.
 */
@Service
public class ContactIntake {

    private static final int TRIES = 5;
    private static final int MANY = 50;

    private final ContactStore store;
    private final Companies companies;
    private final Consents consents;
    private final ObjectProvider<EntryStages> stages;
    private final Json json;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;

    ContactIntake(
            ContactStore store,
            Companies companies,
            Consents consents,
            ObjectProvider<EntryStages> stages,
            Json json,
            Clock clock,
            ApplicationEventPublisher events,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.companies = companies;
        this.consents = consents;
        this.stages = stages;
        this.json = json;
        this.clock = clock;
        this.events = events;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Who tells, and what is to happen.
     *
     * @param teller the name of the token or form; part of the evidence for topics
     * @param journey whether contacts not known before start their journey
     */
    public record Origin(String teller, Lane lane, boolean journey) {

        public static Origin live(String teller) {
            return new Origin(teller, Lane.LIVE, true);
        }
    }

    public enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED,
        REJECTED
    }

    /**
     * What became of one contact told.
     *
     * @param id null if rejected
     * @param problem why it was rejected; null if it was not
     */
    public record Taken(
            @Nullable ContactId id,
            Outcome outcome,
            @Nullable RuntimeException problem) {}

    /**
     * Adds or completes one contact.
     *
     * @throws InvalidValueException if a value cannot be used
     * @throws ContactConflictException if address and external id belong to two contacts
     */
    public Taken add(NewContact contact, Origin origin) {
        var taken = addAll(List.of(contact), origin).getFirst();
        if (taken.problem() != null) {
            throw taken.problem();
        }
        return taken;
    }

    /**
     * Adds or completes contacts, in this order, together or not at all.
     *
     * @return for each contact what became of it
     */
    public List<Taken> addAll(List<NewContact> contacts, Origin origin) {
        if (contacts.isEmpty()) {
            return List.of();
        }
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return new Batch(contacts, origin).store(false);
        }
        for (int attempt = 1; ; attempt++) {
            // Hoping that nobody adds the same people now is fastest, and costs only this attempt where it proves
            // wrong.
            boolean alone = attempt == 1 && contacts.size() >= MANY;
            try {
                return Objects.requireNonNull(transaction.execute(status -> new Batch(contacts, origin).store(alone)));
            } catch (ConcurrencyFailureException | DuplicateKeyException e) {
                // Somebody stored the same people at the same moment: look again at what is there now.
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Says what {@link #addAll} would do, and does nothing. */
    public List<Taken> rehearse(List<NewContact> contacts, Origin origin) {
        return contacts.isEmpty() ? List.of() : new Batch(contacts, origin).rehearse();
    }

    /** One call's contacts on their way into the database. */
    private final class Batch {

        private final List<NewContact> told;
        private final Origin origin;
        private final Instant now = now(clock);
        private final @Nullable Taken[] taken;
        private final Set<String> stageNames;

        private final List<ContactDraft> drafts = new ArrayList<>();
        private final Map<String, ContactDraft> byEmailKey = new HashMap<>();
        private final Map<String, ContactDraft> byExternalId = new HashMap<>();

        Batch(List<NewContact> told, Origin origin) {
            this.told = told;
            this.origin = origin;
            this.taken = new Taken[told.size()];
            var provider = stages.getIfAvailable();
            this.stageNames = provider == null ? Set.of() : provider.names();
        }

        List<Taken> store(boolean alone) {
            var created = new LinkedHashSet<ContactDraft>();
            var updated = new LinkedHashSet<ContactDraft>();
            var rows = everyRow();
            while (!rows.isEmpty()) {
                store.planAnew();
                take(rows, true);
                rows = write(created, updated, alone);
            }
            updated.removeAll(created);
            publish(created, updated, grant(created));
            return result();
        }

        List<Taken> rehearse() {
            take(everyRow(), false);
            grant(Set.of());
            return result();
        }

        private void take(List<Integer> rows, boolean forWriting) {
            load(rows, forWriting);
            var resolved = companies.resolve(companyNames(rows), domains(rows), forWriting);
            rows.forEach(row -> apply(row, resolved));
        }

        private List<Integer> everyRow() {
            var rows = new ArrayList<Integer>(told.size());
            for (int row = 0; row < told.size(); row++) {
                rows.add(row);
            }
            return rows;
        }

        private void load(Collection<Integer> rows, boolean lock) {
            var keys = new LinkedHashSet<String>();
            var externalIds = new LinkedHashSet<String>();
            for (int row : rows) {
                var contact = told.get(row);
                if (contact.email() != null) {
                    keys.add(contact.email().key());
                }
                if (contact.externalId() != null) {
                    externalIds.add(contact.externalId());
                }
            }
            var known = new HashSet<ContactId>();
            drafts.forEach(draft -> known.add(draft.id));
            for (var draft : store.load(keys, externalIds, lock)) {
                if (known.add(draft.id)) {
                    drafts.add(draft);
                    index(draft);
                }
            }
        }

        private void index(ContactDraft draft) {
            draft.emailKeys().forEach(key -> byEmailKey.put(key, draft));
            if (draft.externalId != null) {
                byExternalId.put(draft.externalId, draft);
            }
        }

        private void unindex(ContactDraft draft) {
            draft.emailKeys().forEach(byEmailKey::remove);
            if (draft.externalId != null) {
                byExternalId.remove(draft.externalId);
            }
        }

        private Set<String> companyNames(Collection<Integer> rows) {
            var names = new LinkedHashSet<String>();
            for (int row : rows) {
                var company = told.get(row).company();
                if (company != null) {
                    names.add(company);
                }
            }
            return names;
        }

        private Set<String> domains(Collection<Integer> rows) {
            var domains = new LinkedHashSet<String>();
            for (int row : rows) {
                var contact = told.get(row);
                if (contact.company() == null && contact.email() != null) {
                    domains.add(contact.email().domain());
                }
            }
            return domains;
        }

        private void apply(int row, Companies.Resolved resolved) {
            var contact = told.get(row);
            try {
                check(contact);
                var draft = match(contact);
                boolean isNew = draft.rows.isEmpty() && draft.original == null;
                unindex(draft);
                boolean changed = draft.take(contact, resolved);
                draft.rows.add(row);
                index(draft);
                taken[row] = new Taken(
                        draft.id, isNew ? Outcome.CREATED : changed ? Outcome.UPDATED : Outcome.UNCHANGED, null);
            } catch (InvalidValueException | ContactConflictException e) {
                taken[row] = new Taken(null, Outcome.REJECTED, e);
            }
        }

        private void check(NewContact contact) {
            if (contact.stage() != null && !stageNames.isEmpty() && !stageNames.contains(contact.stage())) {
                throw new InvalidValueException(
                        "stage",
                        "'" + contact.stage() + "' is not a stage; there are " + String.join(", ", stageNames));
            }
        }

        private ContactDraft match(NewContact contact) {
            var byId = contact.externalId() == null ? null : byExternalId.get(contact.externalId());
            var byEmail = contact.email() == null
                    ? null
                    : byEmailKey.get(contact.email().key());
            if (byId != null && byEmail != null && byId != byEmail) {
                throw new ContactConflictException("The external id '" + contact.externalId() + "' belongs to contact "
                        + byId.id + ", but the email address to contact " + byEmail.id + "; merge the two first");
            }
            if (byId != null) {
                return byId;
            }
            if (byEmail != null) {
                return byEmail;
            }
            if (contact.email() == null) {
                throw new InvalidValueException(
                        "email", "is missing, and no contact has the external id '" + contact.externalId() + "' yet");
            }
            var draft = new ContactDraft(new ContactId(Ids.next()), contact.email(), now, List.of());
            drafts.add(draft);
            return draft;
        }

        /** Writes what changed; gives back the rows of contacts that somebody else added in the meantime. */
        private List<Integer> write(Set<ContactDraft> created, Set<ContactDraft> updated, boolean alone) {
            var changed = drafts.stream().filter(ContactDraft::isChanged).toList();
            store.update(changed, now);
            changed.forEach(ContactDraft::isStored);
            updated.addAll(changed);
            store.planAsUsual();
            var fresh = drafts.stream().filter(draft -> draft.original == null).toList();
            var inserted = alone ? store.append(fresh) : store.insert(fresh);
            var missed = new ArrayList<Integer>();
            for (var draft : fresh) {
                if (inserted.contains(draft.id)) {
                    draft.isStored();
                    created.add(draft);
                } else {
                    missed.addAll(draft.rows);
                    unindex(draft);
                    drafts.remove(draft);
                }
            }
            store.addTouches(drafts, now);
            missed.sort(null);
            return missed;
        }

        private List<Consent> grant(Set<ContactDraft> created) {
            var wanted = new LinkedHashMap<ContactId, Map<String, Consent>>();
            for (int row = 0; row < told.size(); row++) {
                var contact = told.get(row);
                var id = Objects.requireNonNull(taken[row]).id();
                if (id == null || contact.topics().isEmpty()) {
                    continue;
                }
                var evidence = evidence(contact);
                var topics = wanted.computeIfAbsent(id, key -> new LinkedHashMap<>());
                for (var topic : contact.topics()) {
                    topics.putIfAbsent(topic, new Consent(id, topic, ConsentState.GRANTED, evidence, now));
                }
            }
            var known = new HashSet<>(wanted.keySet());
            created.forEach(draft -> known.remove(draft.id));
            for (var consent : consents.current(known)) {
                var topics = Objects.requireNonNull(wanted.get(consent.contactId()));
                if (consent.topic().equals(Consents.EVERYTHING)) {
                    topics.clear();
                } else {
                    topics.remove(consent.topic());
                }
            }
            var granted = wanted.values().stream()
                    .flatMap(topics -> topics.values().stream())
                    .toList();
            countAsUpdated(granted);
            return granted;
        }

        private void countAsUpdated(List<Consent> granted) {
            var changed = new HashSet<ContactId>();
            granted.forEach(consent -> changed.add(consent.contactId()));
            for (int row = 0; row < taken.length; row++) {
                var result = Objects.requireNonNull(taken[row]);
                if (result.outcome() == Outcome.UNCHANGED && changed.contains(Objects.requireNonNull(result.id()))) {
                    taken[row] = new Taken(result.id(), Outcome.UPDATED, null);
                }
            }
        }

        private String evidence(NewContact contact) {
            return json.write(Map.of(
                    "token",
                    origin.teller(),
                    "source",
                    contact.source() == null ? "not given" : contact.source(),
                    "time",
                    now.toString()));
        }

        private void publish(Set<ContactDraft> created, Set<ContactDraft> updated, List<Consent> granted) {
            if (!created.isEmpty()) {
                var added = created.stream()
                        .map(draft -> new Added(draft.id, draft.stage, draft.isTopicOnly()))
                        .toList();
                events.publishEvent(new ContactsAdded(added, origin.lane(), origin.journey()));
            }
            if (!updated.isEmpty()) {
                events.publishEvent(new ContactsUpdated(
                        updated.stream().map(draft -> draft.id).toList(), origin.lane()));
            }
            consents.addFirst(granted);
        }

        private List<Taken> result() {
            return Arrays.stream(taken).map(Objects::requireNonNull).toList();
        }
    }
}
