package dev.trellis.tracking;

import static dev.trellis.deal.QuoteBuilder.aQuote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.trellis.deal.Quote;
import dev.trellis.deal.QuoteLinks;
import dev.trellis.deal.Quotes;
import dev.trellis.tracking.TrackingController.Caller;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

class QuoteLinkControllerTests {

    private static final URI DOCUMENT = URI.create("https://files.example.com/q-1.pdf?v=2");
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

    private final Clock clock = mock(Clock.class);
    private final QuoteLinks links = mock(QuoteLinks.class);
    private final Quotes quotes = mock(Quotes.class);
    private final QuoteVisits visits = mock(QuoteVisits.class);
    private final PublicPages pages = mock(PublicPages.class);
    private final QuoteLinkController controller =
            new QuoteLinkController(links, quotes, visits, mock(MachineNetworks.class), pages, clock);
    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/t/quote/token");

    @BeforeEach
    void pagesSayWhatTheyAre() {
        given(clock.instant()).willReturn(Instant.parse("2026-03-31T23:59:59Z"));
        given(pages.page(any(HttpStatus.class), any()))
                .willAnswer(call ->
                        ResponseEntity.status(call.<HttpStatus>getArgument(0)).body(call.<String>getArgument(1)));
        given(pages.leadingOn(any(), any()))
                .willAnswer(call -> ResponseEntity.ok(call.getArgument(0) + " " + call.getArgument(1)));
    }

    @Test
    void followingTheLinkShowsWhatItIsAndCountsForNothing() {
        quote(DOCUMENT, null);

        var page = controller.show("token", request);

        assertThat(page.getBody())
                .startsWith("quote ")
                .contains("number=Q-1", "amount=10,500.50 EUR", "validUntil=31 March 2026", "expired=false")
                .contains("host=files.example.com");
        verify(visits, never()).opened(any(), any());
    }

    @Test
    void theButtonLeadsToTheDocumentAndTellsWhoLooked() {
        var quote = quote(DOCUMENT, null);

        var answer = controller.open("token", BROWSER, request);

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SEE_OTHER);
        assertThat(answer.getHeaders().getLocation()).isEqualTo(DOCUMENT);
        verify(visits).opened(eq(quote), eq(new Caller(false, BROWSER, false)));
    }

    @Test
    void whoeverIsSignedInOnlyTriesTheLink() {
        quote(DOCUMENT, null);
        var session = new MockHttpSession();
        session.setAttribute(
                HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY, new SecurityContextImpl());
        request.setSession(session);

        assertThat(controller.show("token", request).getBody()).contains("oneOfUs=true");
        assertThat(controller.open("token", BROWSER, request).getHeaders().getLocation())
                .isEqualTo(DOCUMENT);

        verify(visits, never()).opened(any(), any());
    }

    @Test
    void aQuoteThatExpiredCanStillBeReadAndSaysSo() {
        var quote = quote(DOCUMENT, null);
        given(clock.instant()).willReturn(Instant.parse("2026-04-01T00:00:00Z"));

        assertThat(controller.show("token", request).getBody()).contains("expired=true");
        assertThat(controller.open("token", BROWSER, request).getHeaders().getLocation())
                .isEqualTo(DOCUMENT);

        verify(visits).opened(eq(quote), any());
    }

    @Test
    void whatIsTakenBackOrNoneOfOursLeadsNowhere() {
        quote(DOCUMENT, Instant.EPOCH);
        assertThat(controller.open("token", BROWSER, request).getStatusCode()).isEqualTo(HttpStatus.GONE);
        assertThat(controller.show("token", request))
                .returns(HttpStatus.GONE, ResponseEntity::getStatusCode)
                .returns("quote-withdrawn", ResponseEntity::getBody);

        quote(null, null);
        for (var token : List.of("token", "forged")) {
            assertThat(controller.show(token, request).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
            assertThat(controller.open(token, BROWSER, request).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        }
        verify(visits, never()).opened(any(), any());
    }

    private Quote quote(@Nullable URI url, @Nullable Instant withdrawnAt) {
        var quote =
                aQuote().amount("10500.50").url(url).withdrawnAt(withdrawnAt).build();
        given(links.read("forged")).willReturn(Optional.empty());
        given(links.read("token")).willReturn(Optional.of(quote.id()));
        given(quotes.find(quote.id())).willReturn(Optional.of(quote));
        return quote;
    }
}
