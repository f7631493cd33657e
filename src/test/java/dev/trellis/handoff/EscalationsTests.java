package dev.trellis.handoff;

import static dev.trellis.handoff.SalesTeams.ADA;
import static dev.trellis.handoff.SalesTeams.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.lifecycle.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hand-offs that nobody answers, and who gets them next. */
@SalesTest
class EscalationsTests {

    private final Handoffs handoffs;
    private final Teams teams;
    private final Owners owners;
    private final SalesWorld world;

    EscalationsTests(Handoffs handoffs, Teams teams, Owners owners, SalesWorld world) {
        this.handoffs = handoffs;
        this.teams = teams;
        this.owners = owners;
        this.world = world;
    }

    @BeforeEach
    void twoPeopleInSales() {
        world.reset();
        teams.save(SalesTeams.of(null, SalesTeams.member(ADA), SalesTeams.member(BOB)));
    }

    @Test
    void anEscalationGoesToSomebodyElseOnceForEachVisit() {
        var contact = world.contact(Stage.MQL);
        teams.save(SalesTeams.of(
                null, SalesTeams.member(ADA), SalesTeams.member(BOB), SalesTeams.member("cid@example.com")));
        var first = handoffs.open(HandoffRequests.of(contact, 1)).handoff();

        var second = handoffs.open(HandoffRequests.escalation(contact, 2)).handoff();
        var repeated = handoffs.open(HandoffRequests.escalation(contact, 2)).handoff();
        var third = handoffs.open(HandoffRequests.escalation(contact, 3)).handoff();
        var fourth = handoffs.open(HandoffRequests.escalation(contact, 4)).handoff();

        assertThat(List.of(
                        String.valueOf(first.owner()), String.valueOf(second.owner()), String.valueOf(third.owner())))
                .doesNotHaveDuplicates();
        assertThat(repeated).isEqualTo(second);
        assertThat(fourth.owner()).isNotNull().isNotEqualTo(third.owner());
        assertThat(owners.of(contact).map(Owner::email)).contains(String.valueOf(fourth.owner()));
        assertThat(handoffs.history(first.id()))
                .extracting(HandoffEvent::action)
                .containsExactly("opened", "escalated", "escalated", "escalated");
    }

    @Test
    void anEscalationThatComesAfterTheAcceptanceChangesNothing() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(HandoffRequests.of(contact, 1)).handoff();
        handoffs.accept(handoff.id(), null, "ada");

        var late = handoffs.open(HandoffRequests.of(contact, 2, 2, WaitsFor.DECISION, HandoffPriority.NORMAL, true));

        assertThat(late.answer()).containsEntry("decision", "accepted").containsEntry("owner", ADA);
        assertThat(handoffs.require(handoff.id()).owner()).isEqualTo(ADA);
    }

    @Test
    void whoTookItAndDidNothingLosesItToSomebodyWhoHasToAcceptIt() {
        var contact = world.contact(Stage.MQL);
        var handoff = handoffs.open(HandoffRequests.of(contact, 1)).handoff();
        handoffs.accept(handoff.id(), null, "ada");

        var escalated = handoffs.open(HandoffRequests.of(contact, 2, 2, WaitsFor.OUTCOME, HandoffPriority.NORMAL, true))
                .handoff();

        assertThat(escalated.owner()).isEqualTo(BOB);
        assertThat(escalated.state()).isEqualTo(HandoffState.OPEN);
    }

    @Test
    void whatIsForTheLeadGoesToTheLeadAndWithoutOneToSomebodyElse() {
        teams.save(SalesTeams.of("lea@example.com", SalesTeams.member(ADA), SalesTeams.member(BOB)));
        var contact = world.contact(Stage.MQL);
        var first = handoffs.open(HandoffRequests.of(contact, 1)).handoff();

        var toLead = handoffs.open(HandoffRequests.toLead(contact, 2)).handoff();
        var silent = handoffs.open(HandoffRequests.toLead(contact, 3)).handoff();

        assertThat(toLead.owner()).isEqualTo("lea@example.com");
        assertThat(toLead.assignedBecause()).isEqualTo("leads the team; nobody has answered");
        assertThat(silent.owner()).isIn(ADA, BOB).isNotEqualTo(first.owner());

        teams.save(SalesTeams.of(
                "lea@example.com", SalesTeams.member(ADA), SalesTeams.member(BOB), away("lea@example.com")));
        var other = world.contact(Stage.MQL);
        handoffs.open(HandoffRequests.of(other, 4));

        assertThat(handoffs.open(HandoffRequests.toLead(other, 5)).handoff().owner())
                .isIn(ADA, BOB);
    }

    @Test
    void withNobodyElseInTheTeamAnEscalationGoesToTheLeadAndThenStays() {
        teams.save(SalesTeams.of("lea@example.com", SalesTeams.member(ADA)));
        var contact = world.contact(Stage.MQL);
        handoffs.open(HandoffRequests.of(contact, 1));

        assertThat(handoffs.open(HandoffRequests.escalation(contact, 2))
                        .handoff()
                        .owner())
                .isEqualTo("lea@example.com");
        assertThat(handoffs.open(HandoffRequests.escalation(contact, 3))
                        .handoff()
                        .owner())
                .isEqualTo(ADA);
    }

    @Test
    void whyTheTeamGotItIsStillSaidWhenAnotherPersonHasIt() {
        var contact = world.contact(Stage.MQL);
        handoffs.open(HandoffRequests.of(contact, null));

        assertThat(handoffs.open(HandoffRequests.escalation(contact, 2))
                        .handoff()
                        .assignedBecause())
                .isEqualTo("the only one there; team by row 3 of the table: Everybody else");
    }

    private static Member away(String email) {
        return new Member(email, email, null, null, SalesWorld.START.plus(Duration.ofDays(3)));
    }
}
