package dev.trellis.email.inbound;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ActivityTypes;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.Bounces;
import dev.trellis.email.smtp.BounceClass;
import dev.trellis.platform.Lane;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The reports that would stop mail to an address if they were true, and that anybody who knows the address can have
 * written: nothing follows from them until somebody has decided.
 */
@Service
public class Doubts {

    private final InboundStore store;
    private final Bounces bounces;
    private final Activities activities;

    Doubts(InboundStore store, Bounces bounces, Activities activities) {
        this.store = store;
        this.bounces = bounces;
        this.activities = activities;
    }

    /** What waits for a decision, the longest waiting first. */
    public List<Doubt> open(int limit) {
        return store.openDoubts(limit);
    }

    /** The report itself, for somebody to look at; empty where it is not kept. */
    public Optional<byte[]> message(UUID id) {
        return store.raw(id);
    }

    /**
     * Believes a report, as if it had borne a sign of ours.
     *
     * @return what was done
     * @throws DoubtEndedException if nobody is asked about it
     */
    @Transactional
    public String confirm(UUID id, String who) {
        var reports = end(id, true, who);
        var asked = reports.stream()
                .filter(report -> report.id().equals(id))
                .findFirst()
                .orElseThrow();
        var done = believe(asked, who);
        store.done(ids(reports), done + " (" + who + " confirmed it)");
        return done;
    }

    /**
     * Takes a report for forged, or for a mistake: the address is written to as before.
     *
     * @throws DoubtEndedException if nobody is asked about it
     */
    @Transactional
    public void dismiss(UUID id, String who) {
        store.done(ids(end(id, false, who)), "nothing: " + who + " did not believe it");
    }

    private List<InboundView> end(UUID id, boolean believed, String who) {
        var reports = store.endDoubt(id, believed, who);
        if (reports.isEmpty()) {
            throw new DoubtEndedException();
        }
        return reports;
    }

    private static List<UUID> ids(List<InboundView> reports) {
        return reports.stream().map(InboundView::id).toList();
    }

    private String believe(InboundView report, String who) {
        var send = Objects.requireNonNull(report.sendId());
        return switch (InboundKind.of(report.kind())) {
            case BOUNCE ->
                bounces.record(
                        send,
                        BounceClass.of(Objects.requireNonNull(report.bounceClass())),
                        report.bounceStatus(),
                        Objects.requireNonNullElse(report.text(), ""));
            case COMPLAINT -> {
                record(report, ActivityTypes.COMPLAINED, send, who);
                yield "suppressed: it gets no more mail";
            }
            case UNSUBSCRIBE -> {
                record(report, ActivityTypes.UNSUBSCRIBED, send, who);
                yield "unsubscribed: it gets no more marketing mail";
            }
            default -> throw new IllegalStateException("Nobody is asked about a " + report.kind());
        };
    }

    private void record(InboundView report, String type, UUID send, String who) {
        var contact = new ContactId(Objects.requireNonNull(report.contactId()));
        activities.record(
                List.of(new NewActivity(
                        contact,
                        type,
                        null,
                        type + ":" + report.id(),
                        Map.of("sendId", send.toString(), "via", "report", "confirmedBy", who))),
                Lane.LIVE);
    }
}
