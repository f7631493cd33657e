package dev.trellis.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.backtest.Backtest.State;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

class BacktestControllerTests {

    private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
    private static final Backtest RUNNING =
            new Backtest(ID, "Trials", State.RUNNING, 0, 12, null, null, "api", Instant.parse("2026-03-02T10:00:00Z"));

    private final Backtests backtests = mock(Backtests.class);
    private final MockMvcTester mvc = MockMvcTester.of(new BacktestController(backtests))
            .withHttpMessageConverters(List.of(new JacksonJsonHttpMessageConverter()));

    @Test
    void beginningAnswersAtOnceAndSaysWhereToLook() {
        given(backtests.begin("Trials", Map.of("lead-score.dmn", "<x/>"), "api"))
                .willReturn(RUNNING);

        assertThat(post("{\"name\": \"Trials\", \"tables\": {\"lead-score.dmn\": \"<x/>\"}}"))
                .hasStatus(HttpStatus.ACCEPTED)
                .hasHeader("Location", "/api/backtests/" + ID)
                .bodyJson()
                .isLenientlyEqualTo("{\"id\": \"%s\", \"state\": \"running\", \"total\": 12}".formatted(ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"tables\": null}", "{\"tables\": {\"a.dmn\": null}}"})
    void nothingToTryIsABadRequest(String body) {
        assertThat(post(body)).failure().hasRootCauseInstanceOf(InvalidValueException.class);
    }

    @Test
    void theNewestAreListed() {
        given(backtests.page(null, 50)).willReturn(new Page<>(List.of(RUNNING), null));

        assertThat(mvc.get().uri("/api/backtests"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items[0].name")
                .isEqualTo("Trials");
    }

    @Test
    void oneThatIsGoneIsNotFound() {
        given(backtests.require(ID)).willThrow(new BacktestNotFoundException(ID));

        assertThat(mvc.get().uri("/api/backtests/" + ID)).hasStatus(HttpStatus.NOT_FOUND);
    }

    private MvcTestResult post(String body) {
        return mvc.post()
                .uri("/api/backtests")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
