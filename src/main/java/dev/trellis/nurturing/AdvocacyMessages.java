package dev.trellis.nurturing;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.feedback.Feedback;
import dev.trellis.feedback.FeedbackGiven;
import dev.trellis.platform.Lane;
import dev.trellis.referral.ReferralConverted;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells the journeys what customers say about us and whom they bring. */
@Component
class AdvocacyMessages {

    private final EngineOutbox outbox;

    AdvocacyMessages(EngineOutbox outbox) {
        this.outbox = outbox;
    }

    /** A corrected answer changes what is known, but the question was answered: the journey has gone on. */
    @EventListener
    void on(FeedbackGiven given) {
        outbox.publish(
                given.answers().stream()
                        .filter(answer -> !answer.corrected())
                        .map(answer -> answered(answer.feedback()))
                        .toList(),
                Lane.LIVE);
    }

    @EventListener
    void on(ReferralConverted converted) {
        outbox.publish(
                converted.referrals().stream()
                        .map(referral -> message("referral-converted", referral.referrer(), referral.id(), Map.of()))
                        .toList(),
                Lane.LIVE);
    }

    private static EngineMessage answered(Feedback feedback) {
        var variables = new HashMap<String, Object>();
        variables.put("score", feedback.score());
        var category = feedback.category();
        variables.put("npsCategory", category == null ? null : category.label());
        return message("feedback-given", feedback.contactId(), feedback.id(), variables);
    }

    private static EngineMessage message(String name, ContactId contact, UUID what, Map<String, Object> variables) {
        return new EngineMessage(name, contact.toString(), name + ":" + what, JourneyMessages.KEPT, variables);
    }
}
