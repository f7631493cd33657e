package dev.trellis.handoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.mockito.Mockito.verify;

import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.handoff.Invitation.Standing;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.WorkingHours;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@SalesTest
class MailAnswersTests {

    private static final String ADA = "ada@example.com";
    private static final String BOB = "bob@example.com";
    private static final Qualification QUALIFIED = new Qualification("10k", "the boss", "fewer calls", "this spring");
    private static final LocalDate APRIL = LocalDate.of(2026, 4, 1);

    private final MailAnswers answers;
    private final AnswerLinks links;
    private final Handoffs handoffs;
    private final Teams teams;
    private final SignedTokens tokens;
    private final SalesWorld world;
    private final JdbcClient jdbc;

    MailAnswersTests(
            MailAnswers answers,
            AnswerLinks links,
            Handoffs handoffs,
            Teams teams,
            SignedTokens tokens,
            SalesWorld world,
            JdbcClient jdbc) {
        this.answers = answers;
        this.links = links;
        this.handoffs = handoffs;
        this.teams = teams;
        this.tokens = tokens;
        this.world = world;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void adaInSales() {
        world.reset();
        teams.save(new Team(
                "sales",
                "Sales",
                ZoneOffset.UTC,
                WorkingHours.OFFICE,
                null,
                Map.of(),
                List.of(new Member(ADA, "Ada", null, null, null))));
    }

    @Test
    void lookingChangesNothing() {
        var handoff = open();
        var token = links.token(handoff.id(), ADA);

        for (var i = 0; i < 3; i++) {
            assertThat(answers.look(token)).get().satisfies(invitation -> {
                assertThat(invitation.standing()).isEqualTo(Standing.TO_DECIDE);
                assertThat(invitation.addressee()).isEqualTo(new Owner(ADA, "Ada"));
            });
        }

        assertThat(handoffs.require(handoff.id())).isEqualTo(handoff);
        assertThat(handoffs.history(handoff.id())).hasSize(1);
    }

    @Test
    void theAddresseeAcceptsAndQualifiesInTheirOwnName() {
        var handoff = open();
        var token = links.token(handoff.id(), ADA);

        answers.accept(token);
        assertThat(answers.look(token).orElseThrow().standing()).isEqualTo(Standing.TO_QUALIFY);
        answers.qualify(token, QUALIFIED);

        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.QUALIFIED);
        verify(world.lifecycle()).qualify(handoff.contactId(), QUALIFIED, ADA);
        assertThat(handoffs.history(handoff.id()))
                .extracting(HandoffEvent::action, HandoffEvent::actor, HandoffEvent::via)
                .containsExactly(
                        tuple("opened", "journey", null),
                        tuple("accepted", ADA, "mail link"),
                        tuple("qualified", ADA, "mail link"));
        assertThat(answers.look(token).orElseThrow().standing()).isEqualTo(Standing.DECIDED);
    }

    @Test
    void theAddresseeRejectsUntilADay() {
        var handoff = open();

        answers.reject(links.token(handoff.id(), ADA), "not-ready", "after the summer", APRIL);

        var rejected = handoffs.require(handoff.id());
        assertThat(rejected.state()).isEqualTo(HandoffState.REJECTED);
        assertThat(rejected.returnUntil()).isEqualTo(APRIL);
        verify(world.lifecycle()).recordRejection(handoff.contactId(), "not-ready", APRIL);
    }

    @Test
    void whatWasAcceptedCanBeGivenBackUntilADay() {
        var handoff = open();
        var token = links.token(handoff.id(), ADA);
        answers.accept(token);

        answers.giveBack(token, "budget comes in April", APRIL);

        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.RETURNED);
    }

    @Test
    void aWrongAnswerIsRefusedAndTheHandOffStaysOpen() {
        var handoff = open();
        var token = links.token(handoff.id(), ADA);

        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> answers.reject(token, "bad-mood", null, null));
        assertThatExceptionOfType(HandoffDecidedException.class)
                .isThrownBy(() -> answers.qualify(token, QUALIFIED))
                .withMessageContaining("nobody has accepted it so far");

        assertThat(handoffs.require(handoff.id())).isEqualTo(handoff);
        assertThat(handoffs.history(handoff.id())).extracting(HandoffEvent::via).containsOnlyNulls();
    }

    @Test
    void ofTwoAnswersAtOnceOneWinsAndTheOtherSeesWhoWasFaster() throws Exception {
        for (var round = 0; round < 12; round++) {
            var handoff = open();
            var token = links.token(handoff.id(), ADA);
            var start = new CyclicBarrier(3);

            var refused = new ArrayList<String>();
            try (var threads = Executors.newFixedThreadPool(3)) {
                var attempts = threads.<String>invokeAll(List.of(
                        attempt(start, () -> answers.accept(token)),
                        attempt(start, () -> answers.reject(token, "not-ready", null, null)),
                        attempt(start, () -> answers.accept(token))));
                for (var attempt : attempts) {
                    if (!attempt.get().isEmpty()) {
                        refused.add(attempt.get());
                    }
                }
            }

            assertThat(refused).hasSize(2).allSatisfy(why -> assertThat(why).contains("by " + ADA + " by mail link"));
            assertThat(handoffs.history(handoff.id())).hasSize(2);
            assertThat(answers.look(token).orElseThrow().last())
                    .extracting(HandoffEvent::via)
                    .isEqualTo("mail link");
        }
        assertThat(world.completions()).hasSize(12);
    }

    @Test
    void aLinkIsOfNoUseOnceSomebodyElseHasTheHandOff() {
        var handoff = open();
        var token = links.token(handoff.id(), ADA);
        give(handoff, BOB);

        assertThat(answers.look(token).orElseThrow().standing()).isEqualTo(Standing.ANOTHERS);
        assertThat(answers.look(token).orElseThrow().addressee()).isNull();
        assertThatExceptionOfType(AnswerLinkVoidException.class).isThrownBy(() -> answers.accept(token));
        assertThat(handoffs.require(handoff.id()).state()).isEqualTo(HandoffState.OPEN);
    }

    @Test
    void aLinkForSomebodyElseOrForAnotherHandOffIsOfNoUse() {
        var mine = open();
        var another = open();
        give(another, BOB);

        assertThat(answers.look(links.token(mine.id(), BOB)).orElseThrow().standing())
                .isEqualTo(Standing.ANOTHERS);
        assertThatExceptionOfType(AnswerLinkVoidException.class)
                .isThrownBy(() -> answers.accept(links.token(mine.id(), BOB)));
        assertThatExceptionOfType(AnswerLinkVoidException.class)
                .isThrownBy(() -> answers.accept(links.token(another.id(), ADA)));
        assertThatExceptionOfType(AnswerLinkVoidException.class)
                .isThrownBy(() -> answers.accept(links.token(UUID.randomUUID(), ADA)));
    }

    @Test
    void whatWasForgedIsNoneOfOurs() {
        var handoff = open();
        var token = links.token(handoff.id(), ADA);
        var bytes = Base64.getUrlDecoder().decode(token);

        for (var place = 0; place < bytes.length; place++) {
            var changed = bytes.clone();
            changed[place] ^= 1;
            var forged = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThat(answers.look(forged)).as("changed at %s", place).isEmpty();
        }
        assertThat(answers.look("sample")).isEmpty();
        assertThat(answers.look(tokens.sign("open", handoff.id()))).isEmpty();
        assertThat(answers.look(tokens.sign("answer-handoff", handoff.id()))).isEmpty();
        assertThatExceptionOfType(AnswerLinkVoidException.class).isThrownBy(() -> answers.accept(token + "AAAA"));
    }

    @Test
    void aLinkIsGoodForThirtyDays() {
        var handoff = open();
        var token = links.token(handoff.id(), ADA);

        world.pass(Duration.ofDays(30).minusSeconds(1));
        assertThat(answers.look(token).orElseThrow().standing()).isEqualTo(Standing.TO_DECIDE);
        world.pass(Duration.ofSeconds(1));

        assertThat(answers.look(token).orElseThrow().standing()).isEqualTo(Standing.VOID);
        assertThatExceptionOfType(AnswerLinkVoidException.class).isThrownBy(() -> answers.accept(token));
    }

    @Test
    void whoMayNotSignInAnyMoreMayNotAnswerEither() {
        var handoff = open();
        var token = links.token(handoff.id(), ADA);
        world.lockOut(ADA);

        assertThat(answers.look(token).orElseThrow().standing()).isEqualTo(Standing.VOID);
        assertThatExceptionOfType(AnswerLinkVoidException.class).isThrownBy(() -> answers.accept(token));
    }

    @Test
    void aLinkTellsNobodyWhomItWasWrittenTo() {
        var decoded =
                new String(Base64.getUrlDecoder().decode(links.token(open().id(), ADA)), StandardCharsets.ISO_8859_1);

        assertThat(decoded).doesNotContain("ada");
    }

    private static Callable<String> attempt(CyclicBarrier start, Runnable answer) {
        return () -> {
            start.await();
            try {
                answer.run();
                return "";
            } catch (HandoffDecidedException ex) {
                return String.valueOf(ex.getMessage());
            }
        };
    }

    private void give(Handoff handoff, String owner) {
        jdbc.sql("update handoff set owner = :owner where id = :id")
                .param("owner", owner)
                .param("id", handoff.id())
                .update();
    }

    private Handoff open() {
        return handoffs.open(HandoffRequests.of(world.contact(Stage.MQL))).handoff();
    }
}
