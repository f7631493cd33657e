package dev.trellis.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willDoNothing;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.trellis.contact.Contacts;
import dev.trellis.email.MailSettings;
import dev.trellis.handoff.AnswerLinkVoidException;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.MailAnswers;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.TrellisProperties;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Whoever guesses links, or presses without end, has to rest; everybody else does not. */
class AnswerPaceTests {

    private static final String OURS = "10.0.0.1";

    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
    private final MailAnswers answers = mock();
    private final MailSettings mail = mock();
    private final TrellisProperties settings = mock();
    private final MockMvcTester mvc = MockMvcTester.of(new AnswerController(
            answers,
            mock(Handoffs.class),
            mock(Contacts.class),
            mock(Teams.class),
            settings,
            new PublicPages(mail),
            new AnswerPace(() -> now),
            Clock.systemUTC()));

    @BeforeEach
    void noLinkIsOurs() {
        given(mail.brand()).willReturn("Works");
        given(mail.postalAddress()).willReturn("1 Street");
        given(settings.publicUrl()).willReturn(URI.create("https://trellis.example"));
        given(answers.look(any())).willReturn(Optional.empty());
        willThrow(mock(AnswerLinkVoidException.class)).given(answers).accept(any());
    }

    @Test
    void twentyWrongLinksAreFreeAndThenAMinutesRestIsDue() {
        for (var i = 0; i < 20; i++) {
            assertThat(look(OURS)).hasStatus(404);
        }
        now = now.plusSeconds(15);

        assertThat(look(OURS))
                .hasStatus(429)
                .hasHeader(HttpHeaders.RETRY_AFTER, "45")
                .bodyText()
                .contains("in 45 seconds", "https://trellis.example/handoffs");
        assertThat(press(OURS)).hasStatus(429);
        verify(answers, never()).accept(any());
        assertThat(look("10.0.0.2")).hasStatus(404);

        now = now.plusSeconds(46);
        assertThat(look(OURS)).hasStatus(404);
        assertThat(look(OURS)).hasStatus(429);

        now = now.plus(Duration.ofMinutes(11));
        for (var i = 0; i < 20; i++) {
            assertThat(look(OURS)).hasStatus(404);
        }
    }

    @Test
    void whoPressesWithoutEndRestsToo() {
        willDoNothing().given(answers).accept(any());
        for (var i = 0; i < 60; i++) {
            assertThat(press(OURS)).hasStatus(303);
        }

        assertThat(press(OURS)).hasStatus(429).hasHeader(HttpHeaders.RETRY_AFTER, "60");
        now = now.plus(Duration.ofMinutes(11));
        assertThat(press(OURS)).hasStatus(303);
    }

    private MvcTestResult look(String address) {
        return mvc.get()
                .uri("/t/handoff/made-up")
                .with(request -> {
                    request.setRemoteAddr(address);
                    return request;
                })
                .exchange();
    }

    private MvcTestResult press(String address) {
        return mvc.post()
                .uri("/t/handoff/made-up")
                .param("answer", "accept")
                .with(request -> {
                    request.setRemoteAddr(address);
                    return request;
                })
                .exchange();
    }
}
