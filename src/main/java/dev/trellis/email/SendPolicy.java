package dev.trellis.email;

import dev.trellis.contact.ConsentState;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.FrequencyCaps.Taken;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides whether and when a mail may go. Asked when it is planned, and again when a sender takes it. */
@Component
class SendPolicy {

    /** For so long nobody gets the same template again, unless the step says so. */
    static final Duration REPEAT_AFTER = Duration.ofDays(365);

    private static final Duration CONFIRMATION_WAIT = Duration.ofDays(7);
    private static final int DAYS_TO_LOOK_AHEAD = 90;

    private final SendWindows windows;
    private final FrequencyCaps caps;

    SendPolicy(SendWindows windows, FrequencyCaps caps) {
        this.windows = windows;
        this.caps = caps;
    }

    Verdict decide(Question question) {
        var forbidden = question.suppressions().stream()
                .filter(suppression -> suppression.forbids(question.stream(), question.topic()))
                .findFirst();
        if (forbidden.isPresent()) {
            return question.no(SendState.SUPPRESSED, forbidden.get().describe());
        }
        if (question.now().isAfter(question.notAfter())) {
            return question.no(SendState.EXPIRED, "It was of use until " + question.notAfter());
        }
        return question.stream() == Stream.MARKETING ? marketing(question) : when(question, List.of());
    }

    private Verdict marketing(Question question) {
        if (question.block() != null) {
            return question.no(SendState.SUPPRESSED, question.block());
        }
        if (question.consent() == ConsentState.PENDING) {
            return waitForConfirmation(question);
        }
        if (question.consent() != ConsentState.GRANTED) {
            return question.no(
                    SendState.SUPPRESSED,
                    question.consent() == null
                            ? "The contact never agreed to " + question.topic()
                            : "The contact withdrew its agreement to " + question.topic());
        }
        if (question.lastSameTemplate() != null && !question.repeat()) {
            return question.no(
                    SendState.CAPPED,
                    "The contact had this template on "
                            + question.lastSameTemplate().toString().substring(0, 10));
        }
        return when(question, question.taken());
    }

    private static Verdict waitForConfirmation(Question question) {
        var limit = question.plannedAt().plus(CONFIRMATION_WAIT);
        var until = limit.isBefore(question.notAfter()) ? limit : question.notAfter();
        if (!question.now().isBefore(until)) {
            return question.no(SendState.SUPPRESSED, "The contact did not confirm " + question.topic());
        }
        return question.yes(until, "Waits for the contact to confirm " + question.topic(), question.notAfter());
    }

    /** The first slot that window and caps leave. */
    private Verdict when(Question question, Collection<Taken> taken) {
        var held = question.held();
        var earliest = held == null ? question.earliest() : held.end();
        var why = held == null ? null : held.reason();
        var slot = question.slot(windows, earliest);
        var notAfter = held == null ? question.notAfter() : notAfter(question, slot);
        for (int i = 0; i < DAYS_TO_LOOK_AHEAD && !slot.isAfter(notAfter); i++) {
            var day = slot.atZone(question.zone()).toLocalDate();
            if (taken.isEmpty() || caps.allow(day, question.topic(), taken)) {
                return question.yes(slot, i == 0 ? why : "The contact had enough mail before", notAfter);
            }
            if (question.onCap() == OnCap.SKIP) {
                return question.no(SendState.CAPPED, "The contact has enough mail on " + day);
            }
            slot = question.slot(
                    windows, day.plusDays(1).atStartOfDay(question.zone()).toInstant());
        }
        return question.no(SendState.EXPIRED, "No room for it before " + notAfter);
    }

    /**
     * Until when a mail that is held is of use. A journey that waits for it stands still meanwhile, so that it does not
     * go on without its mails: what is held is of use for as much longer. What nobody waits for has its own day.
     */
    private Instant notAfter(Question question, Instant heldUntil) {
        return question.waitedFor()
                ? question.notAfter().plus(Duration.between(question.slot(windows, question.earliest()), heldUntil))
                : question.notAfter();
    }

    /**
     * Everything that bears on one mail.
     *
     * @param plannedAt when it was first wished
     * @param earliest not before this moment
     * @param hold until when it waits beyond that, and why; null if it does not
     * @param waitedFor whether a journey stands still until it is sent or will not be
     * @param consent null for never asked
     * @param block why no marketing mail now, in words
     * @param taken the days and topics of the marketing mails that the contact had or will have
     * @param lastSameTemplate when the contact had this template, within 12 months
     */
    record Question(
            Stream stream,
            @Nullable String topic,
            Instant now,
            Instant plannedAt,
            Instant earliest,
            MarketingHold.@Nullable Until hold,
            Instant notAfter,
            boolean waitedFor,
            String window,
            ZoneId zone,
            @Nullable String country,
            double fraction,
            OnCap onCap,
            boolean repeat,
            List<Suppression> suppressions,
            @Nullable ConsentState consent,
            @Nullable String block,
            Collection<Taken> taken,
            @Nullable Instant lastSameTemplate) {

        private Instant slot(SendWindows windows, Instant from) {
            return windows.slot(window, from, zone, country, fraction);
        }

        /** What makes it wait beyond its time. */
        private MarketingHold.@Nullable Until held() {
            return hold != null && hold.end().isAfter(earliest) ? hold : null;
        }

        private Verdict yes(Instant at, @Nullable String reason, Instant until) {
            return new Verdict(SendState.PLANNED, at, at.atZone(zone).toLocalDate(), reason, until);
        }

        private Verdict no(SendState state, String reason) {
            return new Verdict(state, now, now.atZone(zone).toLocalDate(), reason, notAfter);
        }
    }

    /**
     * The answer: {@link SendState#PLANNED} at a moment, or a final state with the reason.
     *
     * @param day the contact's own day of that moment
     * @param notAfter when the mail would be of no use any more
     */
    record Verdict(
            SendState state,
            Instant at,
            LocalDate day,
            @Nullable String reason,
            Instant notAfter) {}
}
