package dev.trellis.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.handoff.Task;
import dev.trellis.handoff.TaskKind;
import dev.trellis.handoff.Tasks;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SalesTest
@RecordApplicationEvents
class FeedbacksTests {

    private final Feedbacks feedbacks;
    private final FeedbackRecords records;
    private final Tasks tasks;
    private final SalesWorld world;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final MockMvcTester mvc;

    FeedbacksTests(
            Feedbacks feedbacks,
            FeedbackRecords records,
            Tasks tasks,
            SalesWorld world,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            FeedbackPageController pages) {
        this.feedbacks = feedbacks;
        this.records = records;
        this.tasks = tasks;
        this.world = world;
        this.jdbc = jdbc;
        this.transactions = new TransactionTemplate(transactionManager);
        this.mvc = MockMvcTester.of(pages);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @Test
    void lookingAtTheQuestionCountsNothing(ApplicationEvents events) {
        var asked = ask();

        for (var i = 0; i < 3; i++) {
            assertThat(mvc.get().uri(pathOf(asked) + "?score=9"))
                    .hasStatusOk()
                    .bodyText()
                    .contains("value=\"9\" required checked")
                    .contains("method=\"post\"")
                    .doesNotContain("value=\"8\" required checked");
        }
        assertThat(mvc.head().uri(pathOf(asked) + "?score=9")).hasStatusOk();

        assertThat(feedbacks.find(asked.id())).contains(asked);
        assertThat(events.stream(FeedbackGiven.class)).isEmpty();
        assertThat(feedbacks.category(asked.contactId())).isEmpty();
    }

    @Test
    void theAnswerSentFromThePageCountsOnce(ApplicationEvents events) {
        var asked = ask();

        for (var i = 0; i < 2; i++) {
            assertThat(mvc.post().uri(pathOf(asked)).param("score", "9").param("comment", " Great <b> "))
                    .hasStatusOk()
                    .bodyText()
                    .contains("You answered 9 of 10");
        }

        var answered = feedbacks.find(asked.id()).orElseThrow();
        assertThat(answered.score()).isEqualTo(9);
        assertThat(answered.comment()).isEqualTo("Great <b>");
        assertThat(answered.corrections()).isZero();
        assertThat(events.stream(FeedbackGiven.class)).hasSize(1);
        assertThat(feedbacks.category(asked.contactId())).contains(NpsCategory.PROMOTER);
        assertThat(mvc.get().uri(pathOf(asked))).bodyText().contains("Great &lt;b&gt;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "11", "-1", "9.5", "ten", "١"})
    void anAnswerWithoutANumberIsAskedForAgain(String score) {
        var asked = ask();

        assertThat(mvc.post().uri(pathOf(asked)).param("score", score))
                .hasStatus(400)
                .bodyText()
                .contains("Please choose");
        assertThat(feedbacks.find(asked.id())).contains(asked);
    }

    @Test
    void aLinkThatIsNotOursLeadsNowhere() {
        var path = pathOf(ask());

        assertThat(mvc.get().uri(path.substring(0, path.length() - 2) + "AA")).hasStatus(404);
        assertThat(mvc.post().uri("/t/feedback/nonsense").param("score", "9")).hasStatus(404);
    }

    @ParameterizedTest
    @CsvSource({"0, DETRACTOR", "6, DETRACTOR", "7, PASSIVE", "8, PASSIVE", "9, PROMOTER", "10, PROMOTER"})
    void theScoreSaysWhoRecommendsUs(int score, NpsCategory category) {
        assertThat(feedbacks.answer(ask().id(), score, null).category()).isEqualTo(category);
    }

    @Test
    void anUnhappyCustomerIsCalledWithinAWorkingDay() {
        var asked = ask();

        feedbacks.answer(asked.id(), 3, "Nobody answers the phone");
        feedbacks.answer(asked.id(), 2, "Nobody answers the phone");

        assertThat(tasks.of(asked.contactId())).singleElement().satisfies(task -> {
            assertThat(task.kind()).isEqualTo(TaskKind.CALL);
            assertThat(task.team()).isEqualTo("success");
            assertThat(task.dueAt()).isEqualTo(Instant.parse("2026-03-03T09:00:00Z"));
            assertThat(task.note()).isEqualTo("Nobody answers the phone");
        });
    }

    @Test
    void anUnhappyCustomerWhoMayNotBeCalledIsFollowedUpOtherwise() {
        var asked = ask();
        world.set(asked.contactId(), "do_not_call", true);

        feedbacks.answer(asked.id(), 0, null);

        assertThat(tasks.of(asked.contactId())).extracting(Task::kind).containsExactly(TaskKind.FOLLOW_UP);
    }

    @Test
    void anAnswerIsOneActivityHoweverOftenItIsCorrected() {
        var asked = ask();

        feedbacks.answer(asked.id(), 9, null);
        feedbacks.answer(asked.id(), 8, null);

        assertThat(jdbc.sql("select count(*) from activity where type = 'feedback-given'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void anAnswerCanBeCorrectedWithinLimits(ApplicationEvents events) {
        var often = ask();
        for (var score = 0; score <= 5; score++) {
            feedbacks.answer(often.id(), score, null);
        }
        var late = ask();
        feedbacks.answer(late.id(), 9, null);
        var tooLate = ask();

        assertThatExceptionOfType(AnswerRefusedException.class).isThrownBy(() -> feedbacks.answer(often.id(), 9, null));
        world.pass(Duration.ofDays(8));
        assertThatExceptionOfType(AnswerRefusedException.class).isThrownBy(() -> feedbacks.answer(late.id(), 2, null));
        assertThat(mvc.post().uri(pathOf(late)).param("score", "2")).hasStatus(409);
        world.pass(Duration.ofDays(90));
        assertThatExceptionOfType(AnswerRefusedException.class)
                .isThrownBy(() -> feedbacks.answer(tooLate.id(), 9, null));
        assertThat(events.stream(FeedbackGiven.class)
                        .flatMap(event -> event.answers().stream())
                        .filter(given -> !given.corrected()))
                .hasSize(2);
    }

    @Test
    void aVisitToAStepAsksOnce() {
        var contact = world.contact(Stage.CUSTOMER);

        var first = feedbacks.request(contact, FeedbackKind.NPS, 7L);

        assertThat(feedbacks.request(contact, FeedbackKind.NPS, 7L)).isEqualTo(first);
        assertThat(feedbacks.request(contact, FeedbackKind.NPS, 8L)).isNotEqualTo(first);
        assertThat(feedbacks.of(contact)).hasSize(2);
    }

    @Test
    void aScoreOutsideTheScaleIsRefused() {
        var asked = ask();

        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> feedbacks.answer(asked.id(), 11, null));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> feedbacks.answer(asked.id(), 9, "x".repeat(4_001)));
    }

    @Test
    void whatIsKeptAboutAContactCanBeExportedMovedAndErased() {
        var asked = ask();
        var other = world.contact(Stage.CUSTOMER);
        feedbacks.answer(asked.id(), 9, "Fine");

        assertThat(records.export(asked.contactId()))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("score", 9).containsEntry("comment", "Fine"));

        transactions.executeWithoutResult(status -> records.merge(other, asked.contactId()));
        assertThat(feedbacks.category(other)).contains(NpsCategory.PROMOTER);

        transactions.executeWithoutResult(status -> records.erase(other));
        assertThat(records.export(other)).isEmpty();
    }

    private Feedback ask() {
        return ask(world.contact(Stage.CUSTOMER));
    }

    private Feedback ask(ContactId contact) {
        return feedbacks.request(contact, FeedbackKind.NPS, null);
    }

    private String pathOf(Feedback feedback) {
        return URI.create(feedbacks.linkOf(feedback)).getPath();
    }
}
