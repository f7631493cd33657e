package dev.trellis.nurturing;

import dev.trellis.deal.CompetitorContractChanged;
import dev.trellis.deal.CustomerChurned;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealLost;
import dev.trellis.deal.DealOpened;
import dev.trellis.deal.DealRefunded;
import dev.trellis.deal.DealRenewed;
import dev.trellis.deal.DealWon;
import dev.trellis.deal.Deals;
import dev.trellis.email.Emails;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.Lane;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells the journeys what became of deals. These things happen once, so the engine keeps the message for a while for a
 * step that the contact has not reached yet.
 */
@Component
class DealMessages {

    static final String CONTRACT_ENDED = "contract-ended";
    static final String LOST_TO_COMPETITOR = "lost-to-competitor";
    static final String COMPETITOR_CONTRACT_CHANGED = "competitor-contract-changed";

    private final EngineOutbox outbox;
    private final Deals deals;
    private final Emails emails;

    DealMessages(EngineOutbox outbox, Deals deals, Emails emails) {
        this.outbox = outbox;
        this.deals = deals;
        this.emails = emails;
    }

    @EventListener
    void on(DealOpened opened) {
        outbox.publish(
                opened.deals().stream()
                        .map(deal -> aboutContact("deal-opened", deal))
                        .toList(),
                Lane.LIVE);
    }

    /** Only the last open deal ends the opportunity. */
    @EventListener
    void on(DealLost lost) {
        outbox.publish(
                lost.deals().stream()
                        .filter(DealLost.Lost::last)
                        .map(last -> aboutContact("deal-lost", last.deal()))
                        .toList(),
                Lane.LIVE);
        outbox.publish(
                lost.deals().stream()
                        .map(DealLost.Lost::deal)
                        .filter(DealMessages::isWorthACall)
                        .map(deal -> aboutDeal(LOST_TO_COMPETITOR, deal, competitor(deal)))
                        .toList(),
                Lane.LIVE);
    }

    /** Moves the call to the end of the contract that is known now, or plans it where none was known. */
    @EventListener
    void on(CompetitorContractChanged changed) {
        var deal = changed.deal();
        if (isWorthACall(deal)) {
            var message = changed.wasKnown() ? COMPETITOR_CONTRACT_CHANGED : LOST_TO_COMPETITOR;
            outbox.publish(
                    List.of(new EngineMessage(
                            message,
                            deal.id().toString(),
                            message + ":" + deal.id() + ":" + deal.updatedAt(),
                            JourneyMessages.KEPT,
                            competitor(deal))),
                    Lane.LIVE);
        }
    }

    /** Starts the processes that accompany each won deal. */
    @EventListener
    void on(DealWon won) {
        outbox.publish(won.deals().stream().map(DealMessages::dealWon).toList(), Lane.LIVE);
    }

    @EventListener
    void on(DealRenewed renewed) {
        outbox.publish(
                renewed.deals().stream()
                        .map(renewal ->
                                aboutDeal("renewed", renewal.deal(), variables(renewal.deal(), renewal.renewsOn())))
                        .toList(),
                Lane.LIVE);
    }

    @EventListener
    void on(DealRefunded refunded) {
        end(refunded.deals(), "the deal was refunded");
    }

    @EventListener
    void on(CustomerChurned churned) {
        end(
                deals.of(churned.contactId()).stream()
                        .filter(deal -> deal.state() == Deal.State.WON && deal.refundedOn() == null)
                        .toList(),
                "the customer left");
    }

    /** Ends the processes that accompany won deals; what they planned and did not send yet is not sent any more. */
    private void end(List<Deal> over, String reason) {
        outbox.publish(
                over.stream()
                        .map(deal -> aboutDeal(CONTRACT_ENDED, deal, Map.of()))
                        .toList(),
                Lane.LIVE);
        emails.cancelForDeals(over.stream().map(Deal::id).toList(), reason);
    }

    private static EngineMessage aboutContact(String name, Deal deal) {
        return new EngineMessage(
                name,
                deal.contactId().toString(),
                name + ":" + deal.id(),
                JourneyMessages.KEPT,
                Map.of("dealId", deal.id().toString()));
    }

    private static EngineMessage dealWon(Deal deal) {
        return aboutDeal("deal-won", deal, variables(deal, deal.renewsOn()));
    }

    private static EngineMessage aboutDeal(String name, Deal deal, Map<String, Object> variables) {
        return new EngineMessage(name, deal.id().toString(), name + ":" + deal.id(), JourneyMessages.KEPT, variables);
    }

    private static Map<String, Object> variables(Deal deal, @Nullable LocalDate renewsOn) {
        var variables = new HashMap<String, Object>();
        variables.put("contactId", deal.contactId().toString());
        variables.put("dealId", deal.id().toString());
        variables.put("renewsOn", renewsOn == null ? null : morning(renewsOn));
        return variables;
    }

    /** Who is never to come back is not called either. */
    private static boolean isWorthACall(Deal deal) {
        return deal.recycle() && deal.contractEndsOn() != null;
    }

    private static Map<String, Object> competitor(Deal deal) {
        var variables = new HashMap<String, Object>();
        variables.put("contactId", deal.contactId().toString());
        variables.put("dealId", deal.id().toString());
        variables.put("competitor", deal.competitor());
        variables.put("contractEndsOn", deal.contractEndsOn() == null ? null : morning(deal.contractEndsOn()));
        return variables;
    }

    /** A day as the engine's timers take it. */
    static String morning(LocalDate day) {
        return day.atTime(LocalTime.of(9, 0)).toInstant(ZoneOffset.UTC).toString();
    }
}
