package dev.trellis.email;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.FrequencyCaps.Taken;
import dev.trellis.email.SendPolicy.Question;
import dev.trellis.email.SendPolicy.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gathers, for many mails at once, what {@link SendPolicy} needs to know. */
@Component
class SendChecks {

    private final JdbcClient jdbc;
    private final Consents consents;
    private final Suppressions suppressions;
    private final SendPolicy policy;
    private final List<MarketingBlock> blocks;
    private final List<MarketingHold> holds;
    private final ZoneId otherwise;

    SendChecks(
            JdbcClient jdbc,
            Consents consents,
            Suppressions suppressions,
            SendPolicy policy,
            ObjectProvider<MarketingBlock> blocks,
            ObjectProvider<MarketingHold> holds,
            EmailProperties properties) {
        this.jdbc = jdbc;
        this.consents = consents;
        this.suppressions = suppressions;
        this.policy = policy;
        this.blocks = blocks.orderedStream().toList();
        this.holds = holds.orderedStream().toList();
        this.otherwise = properties.timeZone();
    }

    /**
     * Decides about each mail, in order: what one takes of a contact's cap, the next does not get.
     *
     * @param people the contacts they are about
     * @return the verdicts by {@link Subject#id()}; mails to contacts that are gone are left out
     */
    Map<UUID, Verdict> verdicts(List<Subject> subjects, Map<ContactId, Contact> people, Instant now) {
        var addresses = new HashMap<UUID, String>();
        for (var subject : subjects) {
            addresses.put(subject.id(), subject.address(people));
        }
        var forbidden = suppressions.of(addresses.values().stream()
                .filter(address -> !address.isEmpty())
                .toList());
        var marketing = subjects.stream()
                .filter(subject -> subject.stream() == Stream.MARKETING)
                .toList();
        var state = new Marketing(marketing, now);
        var personal = personalHolds(subjects);
        var verdicts = new LinkedHashMap<UUID, Verdict>();
        for (var subject : subjects) {
            var contact = people.get(subject.contactId());
            if (contact != null) {
                var found = forbidden.getOrDefault(addresses.getOrDefault(subject.id(), ""), List.of());
                var verdict = policy.decide(question(subject, contact, found, state, personal, now));
                state.take(subject, verdict);
                verdicts.put(subject.id(), verdict);
            }
        }
        return verdicts;
    }

    ZoneId zone(Contact contact) {
        return TimeZones.of(contact.timeZone(), contact.country(), otherwise);
    }

    /** What lets the mail of salespeople wait, too. */
    private Map<ContactId, MarketingHold.Until> personalHolds(List<Subject> subjects) {
        var ids = subjects.stream()
                .filter(subject -> subject.stream() != Stream.MARKETING && subject.inTheNameOfOwner())
                .map(Subject::contactId)
                .collect(Collectors.toCollection(TreeSet::new));
        var found = new HashMap<ContactId, MarketingHold.Until>();
        if (!ids.isEmpty()) {
            holds.stream()
                    .filter(MarketingHold::holdsSalesToo)
                    .forEach(hold -> hold.holds(ids)
                            .forEach((contact, until) -> found.merge(contact, until, Marketing::longer)));
        }
        return found;
    }

    private Question question(
            Subject subject,
            Contact contact,
            List<Suppression> found,
            Marketing state,
            Map<ContactId, MarketingHold.Until> personal,
            Instant now) {
        return new Question(
                subject.stream(),
                subject.topic(),
                now,
                subject.plannedAt(),
                subject.earliest().isBefore(now) ? now : subject.earliest(),
                hold(subject, state, personal),
                subject.notAfter(),
                subject.waitedFor(),
                subject.window(),
                zone(contact),
                contact.country(),
                Send.fraction(subject.elementInstanceKey()),
                subject.onCap(),
                subject.repeat(),
                found,
                state.consent(subject),
                state.blocks.get(subject.contactId()),
                state.taken(subject),
                state.lastSameTemplate.get(subject.id()));
    }

    private static MarketingHold.@Nullable Until hold(
            Subject subject, Marketing state, Map<ContactId, MarketingHold.Until> personal) {
        if (subject.stream() == Stream.MARKETING) {
            return state.holds.get(subject.contactId());
        }
        return subject.inTheNameOfOwner() ? personal.get(subject.contactId()) : null;
    }

    /** What bears on marketing mail only. */
    private final class Marketing {

        private final Map<ContactId, Map<String, ConsentState>> agreed;
        private final Map<ContactId, String> blocks = new HashMap<>();
        private final Map<ContactId, MarketingHold.Until> holds = new HashMap<>();
        private final Map<ContactId, Map<UUID, Taken>> taken = new HashMap<>();
        private final Map<UUID, Instant> lastSameTemplate = new HashMap<>();

        Marketing(List<Subject> subjects, Instant now) {
            var ids = subjects.stream().map(Subject::contactId).collect(Collectors.toCollection(TreeSet::new));
            if (ids.isEmpty()) {
                agreed = Map.of();
                return;
            }
            agreed = consents.ofAll(ids);
            for (var block : SendChecks.this.blocks) {
                blocks.putAll(block.reasons(ids));
            }
            for (var hold : SendChecks.this.holds) {
                hold.holds(ids).forEach((contact, until) -> holds.merge(contact, until, Marketing::longer));
            }
            readTaken(ids, now);
            readTemplates(subjects, now);
        }

        private static MarketingHold.Until longer(MarketingHold.Until one, MarketingHold.Until other) {
            return one.end().isBefore(other.end()) ? other : one;
        }

        @Nullable
        ConsentState consent(Subject subject) {
            var topic = subject.topic();
            return topic == null
                    ? null
                    : agreed.getOrDefault(subject.contactId(), Map.of()).get(topic);
        }

        Collection<Taken> taken(Subject subject) {
            var others = new HashMap<>(taken.getOrDefault(subject.contactId(), Map.of()));
            others.remove(subject.id());
            return others.values();
        }

        void take(Subject subject, Verdict verdict) {
            if (subject.stream() == Stream.MARKETING && verdict.state() == SendState.PLANNED) {
                taken.computeIfAbsent(subject.contactId(), id -> new HashMap<>())
                        .put(subject.id(), new Taken(verdict.day(), subject.topic()));
            }
        }

        private void readTaken(Collection<ContactId> ids, Instant now) {
            // "offset 0": contact by contact through the index, whatever the statistics say of a table that grows fast.
            jdbc.sql("""
                            select s.id, s.contact_id, s.counts_on, s.topic
                            from unnest(:contacts) as a (id)
                            cross join lateral (
                                select * from send s
                                where s.contact_id = a.id and s.stream = 'marketing' and s.counts_on >= :since
                                  and (s.state in ('SENT', 'UNKNOWN')
                                       or s.state = 'PLANNED'
                                          and (s.next_attempt_at >= :now
                                               or exists (select from send_queue q where q.send_id = s.id and q.claimed_by is not null)))
                                offset 0) s
                            """)
                    .param("contacts", uuids(ids))
                    .param("since", LocalDate.ofInstant(now, otherwise).minusDays(8))
                    .param("now", utc(now))
                    .query(row -> {
                        taken.computeIfAbsent(new ContactId(Columns.uuid(row, "contact_id")), id -> new HashMap<>())
                                .put(
                                        Columns.uuid(row, "id"),
                                        new Taken(row.getObject("counts_on", LocalDate.class), row.getString("topic")));
                    });
        }

        private void readTemplates(List<Subject> subjects, Instant now) {
            var asked = subjects.stream().filter(subject -> !subject.repeat()).toList();
            jdbc.sql("""
                            select a.id, max(s.planned_at) as last
                            from unnest(:ids, :contacts, :templates, :claims) as a (id, contact_id, template, claim)
                            join send s on s.contact_id = a.contact_id and s.template = a.template and s.id <> a.id
                            where s.planned_at > :since and s.to_contact
                              and (s.state in ('SENT', 'UNKNOWN')
                                   or s.state = 'PLANNED'
                                      and (not a.claim or exists (select from send_queue q where q.send_id = s.id and q.claimed_by is not null)))
                            group by a.id
                            """)
                    .param("ids", asked.stream().map(Subject::id).toArray(UUID[]::new))
                    .param(
                            "contacts",
                            uuids(asked.stream().map(Subject::contactId).toList()))
                    .param("templates", asked.stream().map(Subject::template).toArray(String[]::new))
                    .param("claims", asked.stream().map(Subject::planned).toArray(Boolean[]::new))
                    .param("since", utc(now.minus(SendPolicy.REPEAT_AFTER)))
                    .query(row -> {
                        lastSameTemplate.put(Columns.uuid(row, "id"), instant(row, "last"));
                    });
        }
    }

    private static UUID[] uuids(Collection<ContactId> ids) {
        return ids.stream().map(ContactId::value).toArray(UUID[]::new);
    }

    /**
     * A mail to decide about.
     *
     * @param address null for the contact's own
     * @param planned whether it is stored already
     * @param waitedFor whether a journey stands still until it is sent or will not be
     */
    record Subject(
            UUID id,
            long elementInstanceKey,
            ContactId contactId,
            @Nullable String address,
            Stream stream,
            @Nullable String topic,
            String template,
            String window,
            OnCap onCap,
            boolean repeat,
            Instant plannedAt,
            Instant earliest,
            Instant notAfter,
            boolean inTheNameOfOwner,
            boolean planned,
            boolean waitedFor) {

        static Subject of(Send send) {
            return new Subject(
                    send.id(),
                    send.elementInstanceKey(),
                    send.contactId(),
                    send.address(),
                    send.stream(),
                    send.topic(),
                    send.template(),
                    send.window(),
                    send.onCap(),
                    send.repeat(),
                    send.plannedAt(),
                    send.dueAt(),
                    send.notAfter(),
                    send.inTheNameOfOwner(),
                    true,
                    send.jobKey() != null);
        }

        private String address(Map<ContactId, Contact> people) {
            if (address != null) {
                return address;
            }
            var contact = people.get(contactId);
            return contact == null ? "" : contact.email();
        }
    }

    static List<Subject> subjects(Collection<Send> sends) {
        return new ArrayList<>(sends.stream().map(Subject::of).toList());
    }
}
