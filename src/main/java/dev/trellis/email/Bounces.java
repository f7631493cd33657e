package dev.trellis.email;

import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.now;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.Suppressions.Reason;
import dev.trellis.email.smtp.BounceClass;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Books mail that came back. An address that nobody will ever read is written to no more at once; one that fails
 * {@value #TRANSIENT_TIMES} times over {@value #TRANSIENT_DAYS} days, with no mail in between that stayed away, is
 * treated the same; what speaks of us rather than of the address never stops anything.
 */
@Service
public class Bounces {

    private static final int TRANSIENT_TIMES = 5;
    private static final int TRANSIENT_DAYS = 14;

    /** Mail servers keep trying for up to five days: what has not come back by then has arrived. */
    private static final Duration ARRIVED_AFTER = Duration.ofDays(5);

    private final Sends sends;
    private final Suppressions suppressions;
    private final Contacts contacts;
    private final Activities activities;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final Clock clock;

    Bounces(
            Sends sends,
            Suppressions suppressions,
            Contacts contacts,
            Activities activities,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            Clock clock) {
        this.sends = sends;
        this.suppressions = suppressions;
        this.contacts = contacts;
        this.activities = activities;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Books that a mail came back. Hearing of it again changes nothing, unless it was for now and is for good now.
     *
     * @param reason the words of whoever refused it
     * @return what was done, in words
     */
    @Transactional
    public String record(UUID sendId, BounceClass about, @Nullable String status, String reason) {
        var found = sends.find(sendId).orElse(null);
        if (found == null) {
            return "nothing: the mail it is about is not kept any more";
        }
        contacts.lock(List.of(found.contactId()));
        var now = now(clock);
        if (!sends.bounced(sendId, new Bounce(now, about.label(), status, reason))) {
            return "nothing: it was known that this mail came back";
        }
        var evidence = "came back on " + now.toString().substring(0, 10) + (status == null ? "" : " with " + status)
                + ": " + reason;
        var verdict = verdict(found, about, now);
        if (verdict.suppresses()) {
            suppressions.add(found.address(), Suppressions.ALL, Reason.BOUNCE, evidence);
        }
        if (found.toContact()) {
            note(found, about, status, reason, verdict.suppresses());
        }
        events.publishEvent(new EmailBounced(List.of(new EmailBounced.Bounced(
                sendId, found.contactId(), found.template(), about, verdict.suppresses(), now))));
        return verdict.words();
    }

    private Verdict verdict(Send send, BounceClass about, Instant now) {
        return switch (about) {
            case ADDRESS -> new Verdict(true, "suppressed: nobody reads mail to " + send.address());
            case POLICY -> new Verdict(false, "noted: it speaks of us or of the mail, not of the address");
            case TRANSIENT -> {
                var run = run(send, now);
                yield run.isEnough()
                        ? new Verdict(
                                true, "suppressed: it came back " + run.times() + " times over " + run.days() + " days")
                        : new Verdict(false, "counted: " + run.times() + " times over " + run.days() + " days so far");
            }
        };
    }

    /** The mails to this address that came back one after the other, up to now. */
    private Run run(Send send, Instant now) {
        return jdbc.sql("""
                        with own as (
                            select state, accepted_at, bounced_at, bounce_class from send
                            where contact_id = :contact and to_contact and lower(recipient_address) = lower(:address)
                        ), arrived as (
                            select max(accepted_at) as at from own
                            where state = 'SENT' and bounced_at is null and accepted_at < :arrivedBefore
                        )
                        select count(*) as times, min(bounced_at) as first from own, arrived
                        where bounce_class = 'transient'
                          and (arrived.at is null or own.accepted_at is null or own.accepted_at > arrived.at)
                        """)
                .param("contact", send.contactId().value())
                .param("address", send.address())
                .param("arrivedBefore", utc(now.minus(ARRIVED_AFTER)))
                .query((row, number) -> {
                    var first = instantOrNull(row, "first");
                    return new Run(row.getInt("times"), first == null ? 0 : ChronoUnit.DAYS.between(first, now));
                })
                .single();
    }

    private void note(Send send, BounceClass about, @Nullable String status, String reason, boolean suppressed) {
        var properties = new LinkedHashMap<String, Object>();
        properties.put("sendId", send.id().toString());
        properties.put("class", about.label());
        if (status != null) {
            properties.put("status", status);
        }
        properties.put("reason", reason);
        properties.put("suppressed", suppressed);
        var key = ActivityTypes.EMAIL_BOUNCED + ":" + send.id() + ":" + about.label();
        activities.record(
                List.of(new NewActivity(send.contactId(), ActivityTypes.EMAIL_BOUNCED, null, key, properties)),
                Lane.LIVE);
    }

    private record Verdict(boolean suppresses, String words) {}

    private record Run(int times, long days) {

        boolean isEnough() {
            return times >= TRANSIENT_TIMES && days >= TRANSIENT_DAYS;
        }
    }
}
