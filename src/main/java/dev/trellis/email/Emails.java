package dev.trellis.email;

import static dev.trellis.platform.UtcTime.now;

import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactNotFoundException;
import dev.trellis.contact.Contacts;
import dev.trellis.email.SendChecks.Subject;
import dev.trellis.email.SendPolicy.Verdict;
import dev.trellis.platform.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Plans emails. What is planned is sent once, when it is due and still allowed. */
@Service
public class Emails {

    private static final Duration MARKETING_IS_OF_USE = Duration.ofDays(30);
    private static final Duration OTHERS_ARE_OF_USE = Duration.ofDays(7);

    private final Sends sends;
    private final SendChecks checks;
    private final Templates templates;
    private final SendWindows windows;
    private final Contacts contacts;
    private final EmailProperties properties;
    private final MailSettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Emails(
            Sends sends,
            SendChecks checks,
            Templates templates,
            SendWindows windows,
            Contacts contacts,
            EmailProperties properties,
            MailSettings settings,
            ApplicationEventPublisher events,
            Clock clock) {
        this.sends = sends;
        this.checks = checks;
        this.templates = templates;
        this.windows = windows;
        this.contacts = contacts;
        this.properties = properties;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Plans a send, or finds the one planned for the same step visit and notes the job that waits for it now.
     *
     * <p>When a planned send becomes final later, its job is completed with {@code outcome} (see
     * {@link SendState#label()}) and {@code sendId}. Where the answer is final already, the caller completes the job.
     *
     * @throws ContactNotFoundException if there is no such contact
     * @throws IllegalArgumentException if there is no such template, topic or window
     */
    @Transactional
    public PlannedSend plan(EmailRequest request) {
        var planned = planAll(List.of(request)).get(request.elementInstanceKey());
        if (planned == null) {
            throw new ContactNotFoundException(request.contactId());
        }
        return planned;
    }

    /**
     * Plans many sends in a handful of statements.
     *
     * @return the plans by element instance key; requests whose contact is gone are left out
     */
    @Transactional
    public Map<Long, PlannedSend> planAll(Collection<EmailRequest> requests) {
        var kinds = requests.stream().collect(Collectors.toMap(EmailRequest::template, this::kind, (a, b) -> a));
        requests.forEach(request -> validate(request, kind(kinds, request)));
        var ids = requests.stream().map(EmailRequest::contactId).collect(Collectors.toCollection(TreeSet::new));
        contacts.lock(ids);
        var people = contacts.findAll(ids);
        var byVisit = new LinkedHashMap<Long, EmailRequest>();
        requests.forEach(request -> byVisit.putIfAbsent(request.elementInstanceKey(), request));

        var known = sends.findByStepVisit(byVisit.keySet());
        noteJobs(byVisit, known);
        var fresh = byVisit.values().stream()
                .filter(request -> !known.containsKey(request.elementInstanceKey()))
                .filter(request -> people.containsKey(request.contactId()))
                .toList();
        var plans = new LinkedHashMap<Long, PlannedSend>();
        known.forEach((key, send) -> plans.put(key, send.plan()));
        for (var send : decide(fresh, kinds, people)) {
            plans.put(send.elementInstanceKey(), send.plan());
        }
        return plans;
    }

    /** Cancels what is planned and unsent of marketing mail for stage entries before this one. */
    @Transactional
    public int cancelMarketing(ContactId contact, int beforeStageEntry, String reason) {
        return sends.cancelMarketing(contact, beforeStageEntry, reason, clock.instant());
    }

    /** Cancels what is planned and unsent of all mail that accompanies these deals. */
    @Transactional
    public int cancelForDeals(Collection<UUID> deals, String reason) {
        return sends.cancelForDeals(deals, reason, clock.instant());
    }

    /**
     * Has the sender look at once at mail that a {@link MarketingHold} let wait, because what it waited for is over.
     *
     * @param reason how the hold's reason begins
     */
    @Transactional
    public void goOn(Collection<ContactId> waiting, String reason) {
        if (sends.wakeHeld(waiting, reason, clock.instant()) > 0) {
            events.publishEvent(new MailWaiting());
        }
    }

    private void noteJobs(Map<Long, EmailRequest> requests, Map<Long, Send> known) {
        known.forEach((key, send) -> {
            var request = requests.get(key);
            var jobKey = request == null ? null : request.jobKey();
            if (jobKey != null && !send.state().isFinal()) {
                sends.setJobKey(send.id(), jobKey);
            }
        });
    }

    private List<Send> decide(
            List<EmailRequest> requests, Map<String, EmailTemplate> kinds, Map<ContactId, Contact> people) {
        if (requests.isEmpty()) {
            return List.of();
        }
        var now = now(clock);
        var subjects = new LinkedHashMap<UUID, Subject>();
        var byId = new LinkedHashMap<UUID, EmailRequest>();
        for (var request : requests) {
            var id = Ids.next();
            byId.put(id, request);
            subjects.put(id, subject(id, request, kind(kinds, request), now));
        }
        var verdicts = checks.verdicts(List.copyOf(subjects.values()), people, now);
        var planned = new ArrayList<Send>();
        subjects.forEach((id, subject) -> {
            var request = byId.get(id);
            var verdict = verdicts.get(id);
            var contact = people.get(subject.contactId());
            if (request != null && verdict != null && contact != null) {
                planned.add(send(subject, request, verdict, contact));
            }
        });
        sends.insert(planned);
        if (planned.stream().anyMatch(send -> !send.dueAt().isAfter(clock.instant()))) {
            events.publishEvent(new MailWaiting());
        }
        return planned;
    }

    private static Subject subject(UUID id, EmailRequest request, EmailTemplate kind, Instant now) {
        var stream = stream(request, kind);
        var notAfter = request.notAfter();
        var window = request.window();
        return new Subject(
                id,
                request.elementInstanceKey(),
                request.contactId(),
                request.recipient().address(),
                stream,
                topic(request, kind),
                request.template(),
                window != null ? window : stream == Stream.MARKETING ? SendWindows.OFFICE_HOURS : SendWindows.ANY_TIME,
                request.onCap(),
                request.repeat(),
                now,
                request.holdUntil() == null ? now : request.holdUntil(),
                notAfter != null
                        ? notAfter
                        : now.plus(stream == Stream.MARKETING ? MARKETING_IS_OF_USE : OTHERS_ARE_OF_USE),
                request.inTheNameOfOwner(),
                false,
                request.jobKey() != null);
    }

    private Send send(Subject subject, EmailRequest request, Verdict verdict, Contact contact) {
        var recipient = request.recipient();
        var address = recipient.address();
        return new Send(
                subject.id(),
                request.elementInstanceKey(),
                request.jobKey(),
                request.contactId(),
                request.stageEntry(),
                request.dealId(),
                request.processId(),
                request.elementId(),
                request.template(),
                null,
                subject.stream(),
                subject.topic(),
                address == null ? contact.email() : address,
                address == null ? name(contact) : recipient.name(),
                recipient.isContact(),
                request.owner(),
                request.inTheNameOfOwner(),
                subject.window(),
                request.onCap(),
                request.repeat(),
                Map.copyOf(request.links()),
                request.facts(),
                verdict.state(),
                verdict.reason(),
                subject.plannedAt(),
                verdict.at(),
                verdict.day(),
                verdict.notAfter(),
                verdict.at(),
                0,
                "<" + subject.id() + ".1@" + settings.domain() + ">",
                null,
                null,
                null,
                null,
                null,
                verdict.state().isFinal() ? subject.plannedAt() : null,
                request.test() == null ? null : request.test().variant(),
                request.test() == null ? null : request.test().by(),
                null);
    }

    private EmailTemplate kind(EmailRequest request) {
        return templates.require(request.template());
    }

    private static EmailTemplate kind(Map<String, EmailTemplate> kinds, EmailRequest request) {
        var kind = kinds.get(request.template());
        if (kind == null) {
            throw new IllegalStateException("The template " + request.template() + " was just there");
        }
        return kind;
    }

    private void validate(EmailRequest request, EmailTemplate kind) {
        var topic = topic(request, kind);
        if (stream(request, kind) == Stream.MARKETING
                && (topic == null || !properties.topics().containsKey(topic))) {
            throw new IllegalArgumentException("The marketing template " + kind.name() + " needs a topic, one of "
                    + new TreeSet<>(properties.topics().keySet()) + ", not " + topic);
        }
        var window = request.window();
        if (window != null && !windows.names().contains(window)) {
            throw new IllegalArgumentException("No send window is called " + window + "; there are " + windows.names());
        }
    }

    /** A test goes to one of us, whatever it looks like. */
    private static Stream stream(EmailRequest request, EmailTemplate kind) {
        return request.test() == null ? kind.stream() : Stream.INTERNAL;
    }

    private static @Nullable String topic(EmailRequest request, EmailTemplate kind) {
        return stream(request, kind) != Stream.MARKETING
                ? null
                : request.topic() != null ? request.topic() : kind.topic();
    }

    private static @Nullable String name(Contact contact) {
        var parts = java.util.stream.Stream.of(contact.firstName(), contact.lastName())
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(" "));
        return parts.isEmpty() ? null : parts;
    }
}
