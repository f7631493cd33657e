package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@SalesTest
class HandoffControllerTests {

    private final Handoffs handoffs;
    private final SalesWorld world;
    private final MockMvcTester mvc;

    HandoffControllerTests(
            Handoffs handoffs,
            SalesWorld world,
            HandoffController handoffController,
            TaskController taskController,
            TeamController teamController) {
        this.handoffs = handoffs;
        this.world = world;
        this.mvc = MockMvcTester.of(handoffController, taskController, teamController);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @Test
    void theListShowsWhatIsOpenAndWhy() {
        var contact = world.contact(Stage.MQL);
        open(contact);

        assertThat(mvc.get().uri("/api/handoffs?state=open&owner=SAM@example.com"))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"items": [{"contactId": "%s", "kind": "mql", "state": "open", "owner": "sam@example.com",
                          "reason": "score reached 50", "score": 42.0, "late": false}], "next": null}""".formatted(contact));
        assertThat(mvc.get().uri("/api/handoffs?state=accepted"))
                .bodyJson()
                .extractingPath("$.items")
                .asArray()
                .isEmpty();
    }

    @Test
    void oneHandOffTellsWhatPromotedTheContactAndWhereItCameFrom() {
        var contact = world.contact(Stage.MQL);
        world.set(contact, "source", "fair");
        var handoff = open(contact);
        world.set(contact, "source", "another");

        assertThat(mvc.get().uri("/api/handoffs/" + handoff.id()))
                .hasStatusOk()
                .bodyJson()
                .isLenientlyEqualTo("""
                {"promotedBy": "by-hand", "source": "fair", "scoreRules": [], "holders": [{"holder": "sam@example.com"}]}""");
    }

    @Test
    void theSecondToAcceptIsToldWhoWasFirst() {
        var handoff = open(world.contact(Stage.MQL));

        assertThat(post("/api/handoffs/" + handoff.id() + "/accept", "{\"owner\": \"ada@example.com\"}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("accepted");
        assertThat(post("/api/handoffs/" + handoff.id() + "/accept", "{\"owner\": \"bob@example.com\"}"))
                .hasStatus(409)
                .bodyJson()
                .extractingPath("$.detail")
                .asString()
                .contains("it was accepted by api")
                .contains("owner ada@example.com");
    }

    @Test
    void qualifyingAndReturningAreAnswered() {
        var qualified = open(world.contact(Stage.MQL));
        var returned = open(world.contact(Stage.MQL));
        mvc.post().uri("/api/handoffs/" + qualified.id() + "/accept").exchange();
        mvc.post().uri("/api/handoffs/" + returned.id() + "/accept").exchange();

        assertThat(post("/api/handoffs/" + qualified.id() + "/qualify", """
                        {"budget": "10k", "authority": "boss", "need": "calls", "timeline": "spring"}"""))
                .bodyJson()
                .extractingPath("$.state")
                .isEqualTo("qualified");
        assertThat(post("/api/handoffs/" + returned.id() + "/return", """
                        {"reason": "next year", "until": "2027-01-10"}"""))
                .bodyJson()
                .isLenientlyEqualTo("""
                        {"state": "returned", "reason": "next year", "until": "2027-01-10"}""");
    }

    @Test
    void anUnknownHandoffIsNotFound() {
        assertThat(mvc.post().uri("/api/handoffs/00000000-0000-0000-0000-000000000000/accept"))
                .hasStatus(404);
        assertThat(mvc.post().uri("/api/tasks/00000000-0000-0000-0000-000000000000/done"))
                .hasStatus(404);
    }

    @Test
    void aTeamIsWhatItWasLastSaidToBe() {
        var team = mvc.put()
                .uri("/api/teams")
                .contentType(MediaType.APPLICATION_JSON)
                .content("""
                {"name": "sales-emea", "label": "Sales EMEA", "zone": "Europe/Berlin",
                 "workingHours": "mon-thu 09:00-17:00, fri 09:00-15:00", "lead": "Lea@example.com",
                 "holidays": {"2026-12-25": "Christmas"},
                 "members": [{"email": "Ada@Example.com", "capacity": 20, "absentUntil": "2026-03-09"},
                             {"email": "bob@example.com", "name": "Bob", "workingHours": "mon-wed 10:00-14:00"}]}""");

        assertThat(team).hasStatusOk().bodyJson().isLenientlyEqualTo("""
                {"name": "sales-emea", "zone": "Europe/Berlin", "lead": "lea@example.com",
                 "members": [{"email": "ada@example.com", "capacity": 20, "absentUntil": "2026-03-08T23:00:00Z"},
                             {"email": "bob@example.com", "name": "Bob", "workingHours": "mon-wed 10:00-14:00"}]}""");
        assertThat(mvc.get().uri("/api/teams"))
                .bodyJson()
                .extractingPath("$.items[*].name")
                .asArray()
                .containsExactly("marketing", "sales", "sales-emea", "success");
    }

    @Test
    void aTeamThatGetsAMemberGetsWhatWaitedForOne() {
        put("{\"name\": \"sales\", \"members\": []}");
        var waiting = open(world.contact(Stage.MQL));
        assertThat(waiting.owner()).isNull();

        put("{\"name\": \"sales\", \"members\": [{\"email\": \"sam@example.com\"}]}");

        assertThat(handoffs.require(waiting.id()).owner()).isEqualTo("sam@example.com");
    }

    private void put(String team) {
        assertThat(mvc.put()
                        .uri("/api/teams")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(team))
                .hasStatusOk();
    }

    private Handoff open(ContactId contact) {
        return handoffs.open(HandoffRequests.of(contact)).handoff();
    }

    private MvcTestResult post(String path, String body) {
        return mvc.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
