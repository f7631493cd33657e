package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.Activities;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SalesTest
class CallLogTests {

    private final CallLog calls;
    private final Activities activities;
    private final SalesWorld world;

    CallLogTests(CallLog calls, Activities activities, SalesWorld world) {
        this.calls = calls;
        this.activities = activities;
        this.world = world;
    }

    @Test
    void aCallIsOnTheTimelineWithWhatWasSaidAndWhatItWasAbout() {
        var contact = world.contact(Stage.MQL);

        calls.record(contact, CallOutcome.REACHED, "  Wants\n40 seats ", "sam", Map.of("deal", "Seats"));
        calls.record(contact, CallOutcome.WRONG_NUMBER, " ", "sam", Map.of());

        assertThat(activities.timeline(contact, null, 10).items())
                .allMatch(call -> call.type().equals("call-logged"))
                .extracting(call -> call.properties())
                .containsExactlyInAnyOrder(
                        Map.of("outcome", "reached", "by", "sam", "deal", "Seats", "note", "Wants\n40 seats"),
                        Map.of("outcome", "wrong-number", "by", "sam"));
    }

    @Test
    void aNoteHasItsLimit() {
        var contact = world.contact(Stage.MQL);

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> calls.record(contact, CallOutcome.REACHED, "x".repeat(2_001), "sam", Map.of()))
                .withMessageContaining("2000");
        assertThat(activities.timeline(contact, null, 10).items()).isEmpty();
    }
}
