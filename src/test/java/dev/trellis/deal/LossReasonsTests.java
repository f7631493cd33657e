package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.ReasonNotFoundException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@SalesTest
class LossReasonsTests {

    private static final String ADA = "ada@example.com";
    private static final List<String> DEFAULTS = List.of("budget", "timing", "competitor", "no-need", "no-decision");

    private final LossReasons reasons;
    private final Recycling recycling;
    private final Deals deals;
    private final SalesWorld world;
    private final JdbcClient jdbc;
    private final MockMvcTester mvc;

    LossReasonsTests(
            LossReasons reasons,
            Recycling recycling,
            Deals deals,
            SalesWorld world,
            JdbcClient jdbc,
            LossReasonController controller) {
        this.reasons = reasons;
        this.recycling = recycling;
        this.deals = deals;
        this.world = world;
        this.jdbc = jdbc;
        this.mvc = MockMvcTester.of(controller);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @AfterEach
    void onlyTheDefaultsAgain() {
        jdbc.sql("update deal set lost_reason = 'budget' where lost_reason like 'new-%'")
                .update();
        jdbc.sql("delete from deal_loss_reason where name like 'new-%'").update();
        jdbc.sql("update deal_loss_reason set active = true").update();
        reasons.order(DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    budget,      180,
                    timing,      90,
                    no-decision, 120,
                    no-need,     365,
                    competitor,  270, 90
                    unheard-of,  ,
                    """)
    void theTableSaysHowLongAContactRests(String reason, @Nullable Integer days, @Nullable Integer beforeContractEnd) {
        var rest = recycling.after(reason);

        assertThat(rest).isEqualTo(new QuietTime(days, beforeContractEnd));
        assertThat(rest.isForEver()).isEqualTo(days == null);
    }

    @Test
    void aReasonIsAddedGivenRetiredAndKeptByWhatWasLostForIt() {
        reasons.add("new-merger", "They merge");
        var lost = deals.lose(open().id(), new Loss("new-merger", true, null, null), ADA);

        reasons.change("new-merger", new LossReasonChange(null, true));

        var other = open();
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> deals.lose(other.id(), new Loss("new-merger", true, null, null), ADA))
                .withMessageContaining("retired")
                .withMessageContaining("no-decision");
        assertThat(deals.require(other.id()).state()).isEqualTo(Deal.State.OPEN);
        assertThat(deals.require(lost.id()).lostReason()).isEqualTo("new-merger");
        assertThat(reasons.offered()).extracting(LossReason::name).containsExactlyElementsOf(DEFAULTS);
        assertThat(reasons.all()).extracting(LossReason::name).contains("new-merger");
    }

    @Test
    void reasonsAreOfferedInTheOrderPeopleWant() {
        reasons.moveUp("competitor");

        assertThat(reasons.offered())
                .extracting(LossReason::name)
                .containsExactly("budget", "competitor", "timing", "no-need", "no-decision");
        assertThatExceptionOfType(ReasonNotFoundException.class)
                .isThrownBy(() -> reasons.change("new-one", new LossReasonChange("One", null)));
    }

    @Test
    void overTheApiReasonsAreAddedRenamedAndOrdered() {
        assertThat(mvc.post()
                        .uri("/api/loss-reasons")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"label\": \"New: they merge\"}"))
                .hasStatus(201)
                .bodyJson()
                .extractingPath("$.name")
                .isEqualTo("new-they-merge");
        assertThat(mvc.patch()
                        .uri("/api/loss-reasons/new-they-merge")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"label\": \"They merge\"}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.label")
                .isEqualTo("They merge");
        assertThat(mvc.put()
                        .uri("/api/loss-reasons/order")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"names\": [\"new-they-merge\"]}"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$[0].name")
                .isEqualTo("new-they-merge");
        assertThat(mvc.patch()
                        .uri("/api/loss-reasons/new-nothing")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{}"))
                .hasStatus(404);
    }

    private Deal open() {
        return deals.open(
                        new NewDeal(
                                world.contact(Stage.SQL), null, "Deal", BigDecimal.TEN, "EUR", null, ADA, null, null),
                        ADA)
                .deal();
    }
}
