package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.verify;

import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.deal.SalesWorld.Completion;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.ReasonNotFoundException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@SalesTest
class RejectReasonsTests {

    private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);

    private final RejectReasons reasons;
    private final Handoffs handoffs;
    private final SalesWorld world;
    private final JdbcClient jdbc;
    private final MockMvcTester mvc;

    RejectReasonsTests(
            RejectReasons reasons,
            Handoffs handoffs,
            SalesWorld world,
            JdbcClient jdbc,
            RejectReasonController reasonController,
            HandoffController handoffController) {
        this.reasons = reasons;
        this.handoffs = handoffs;
        this.world = world;
        this.jdbc = jdbc;
        this.mvc = MockMvcTester.of(reasonController, handoffController);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @AfterEach
    void onlyTheDefaultsAgain() {
        jdbc.sql("delete from handoff_reject_reason where name like 'new-%'").update();
        jdbc.sql("update handoff_reject_reason set active = true").update();
        jdbc.sql("update handoff_reject_reason set label = 'No budget' where name = 'no-budget'")
                .update();
        reasons.order(List.of("not-ready", "wrong-fit", "no-budget", "no-response", "duplicate", "competitor"));
    }

    @Test
    void theDefaultsAreThereFromTheStart() {
        assertThat(reasons.offered())
                .extracting(RejectReason::name)
                .containsExactly("not-ready", "wrong-fit", "no-budget", "no-response", "duplicate", "competitor");
    }

    @Test
    void aNewReasonIsNamedAfterItsWordsAndCanBeGiven() {
        var added = reasons.add(null, "New: has a contract, elsewhere!", false);

        assertThat(added)
                .isEqualTo(new RejectReason(
                        "new-has-a-contract-elsewhere", "New: has a contract, elsewhere!", false, false));
        assertThat(reasons.offered()).last().isEqualTo(added);
        var handoff = open();
        assertThat(handoffs.reject(handoff.id(), added.name(), null, null, "ada")
                        .reason())
                .isEqualTo(added.name());
    }

    @Test
    void aRetiredReasonIsReadInOldHandOffsAndRefusedForNewOnes() {
        var before = open();
        handoffs.reject(before.id(), "no-budget", null, null, "ada");

        reasons.change("no-budget", new RejectReasonChange(null, null, true));

        assertThat(handoffs.rejectReasonLabels()).containsEntry("no-budget", "No budget");
        assertThat(handoffs.rejectReasons()).extracting(RejectReason::name).doesNotContain("no-budget");
        var after = open();
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.reject(after.id(), "no-budget", null, null, "ada"))
                .withMessageContaining("has been retired")
                .withMessageContaining("not-ready");
        assertThat(handoffs.require(after.id()).state()).isEqualTo(HandoffState.OPEN);
        assertThat(reasons.change("no-budget", new RejectReasonChange(null, null, false))
                        .retired())
                .isFalse();
    }

    @Test
    void theLastReasonStays() {
        for (var reason : reasons.offered().subList(1, 6)) {
            reasons.change(reason.name(), new RejectReasonChange(null, null, true));
        }

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> reasons.change("not-ready", new RejectReasonChange(null, null, true)))
                .withMessageContaining("last reason");
    }

    @Test
    void aRejectionNamesTheDayUntilWhichToNurture() {
        var handoff = open();

        var rejected = handoffs.reject(handoff.id(), "not-ready", "after the budget", APRIL, "ada");

        assertThat(rejected.returnUntil()).isEqualTo(APRIL);
        verify(world.lifecycle()).recordRejection(handoff.contactId(), "not-ready", APRIL);
        assertThat(world.completions())
                .contains(new Completion(
                        1,
                        Map.of(
                                "decision", "rejected",
                                "reason", "not-ready",
                                "owner", "sam@example.com",
                                "until", "2026-04-01")));
    }

    @Test
    void aDayIsRefusedWhereTheReasonTakesNoneAndWhereItHasPassed() {
        var handoff = open();

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.reject(handoff.id(), "wrong-fit", null, APRIL, "ada"))
                .withMessageContaining("leave the day out");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> handoffs.reject(handoff.id(), "not-ready", null, LocalDate.of(2026, 3, 2), "ada"))
                .withMessageContaining("in the future");
        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.OPEN);
    }

    @Test
    void overTheApiReasonsAreAddedRenamedOrderedAndRetired() {
        assertThat(send("POST", "", "{\"name\": \"new-one\", \"label\": \"Something new\", \"takesDay\": false}"))
                .hasStatus(201)
                .bodyJson()
                .isLenientlyEqualTo("{\"name\": \"new-one\", \"takesDay\": false, \"retired\": false}");
        assertThat(send("PATCH", "/no-budget", "{\"label\": \"No money this year\"}"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{\"name\": \"no-budget\", \"label\": \"No money this year\", \"takesDay\": true}");
        assertThat(send("PUT", "/order", "{\"names\": [\"competitor\", \"new-one\"]}"))
                .bodyJson()
                .extractingPath("$[*].name")
                .asArray()
                .startsWith("competitor", "new-one", "not-ready");
        assertThat(send("PATCH", "/new-one", "{\"retired\": true}")).hasStatusOk();
        assertThat(mvc.get().uri("/api/handoffs/reject-reasons"))
                .bodyJson()
                .extractingPath("$[*].name")
                .asArray()
                .doesNotContain("new-one")
                .startsWith("competitor");
        assertThat(mvc.get().uri("/api/reject-reasons"))
                .bodyJson()
                .extractingPath("$[*].name")
                .asArray()
                .contains("new-one");
    }

    @Test
    void whatDoesNotDoIsSaidWithTheField() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> reasons.add("No Budget", "No budget", true))
                .withMessageContaining("kebab case");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> reasons.add("no-budget", "No budget", true))
                .withMessageContaining("already");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> reasons.add(null, " ", true))
                .withMessageContaining("in a few words");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> reasons.add(null, "预算", true))
                .withMessageContaining("kebab case");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> reasons.order(List.of("competitor", "competitor")))
                .withMessageContaining("named twice");
        assertThatExceptionOfType(ReasonNotFoundException.class)
                .isThrownBy(() -> reasons.change("bad-mood", new RejectReasonChange("Bad", null, null)));
    }

    @Test
    void aRejectionOverTheApiTakesADay() {
        var handoff = open();

        assertThat(mvc.post()
                        .uri("/api/handoffs/" + handoff.id() + "/reject")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"reason\": \"not-ready\", \"until\": \"2026-04-01\"}"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("{\"state\": \"rejected\", \"reason\": \"not-ready\", \"until\": \"2026-04-01\"}");
    }

    private MvcTestResult send(String method, String path, @Nullable String body) {
        var request = mvc.method(HttpMethod.valueOf(method))
                .uri("/api/reject-reasons" + path)
                .contentType(MediaType.APPLICATION_JSON);
        return (body == null ? request : request.content(body)).exchange();
    }

    private Handoff open() {
        return handoffs.open(HandoffRequests.of(world.contact(Stage.MQL))).handoff();
    }
}
