package dev.trellis.tracking;

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
import dev.trellis.platform.Ids;
import dev.trellis.tracking.TrackingController.Caller;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

    private final QuoteLinks links = mock(QuoteLinks.class);
    private final Quotes quotes = mock(Quotes.class);
    private final QuoteVisits visits = mock(QuoteVisits.class);
    private final PublicPages pages = mock(PublicPages.class);
    private final QuoteLinkController controller =
            new QuoteLinkController(links, quotes, visits, mock(MachineNetworks.class), pages);
    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/t/quote/token");

    @BeforeEach
    void pagesSayWhatTheyAre() {
        given(pages.page(any(HttpStatus.class), any()))
                .willAnswer(call ->
                        ResponseEntity.status(call.<HttpStatus>getArgument(0)).body(call.<String>getArgument(1)));
    }

    @Test
    void itLeadsToTheDocumentAndTellsWhoLooked() {
        var quote = quote(DOCUMENT, null);

        var answer = controller.follow("token", BROWSER, request);

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.FOUND);
        assertThat(answer.getHeaders().getLocation()).isEqualTo(DOCUMENT);
        verify(visits).followed(eq(quote), eq(new Caller(false, BROWSER, false)));
    }

    @Test
    void whoeverIsSignedInOnlyTriesTheLink() {
        quote(DOCUMENT, null);
        var session = new MockHttpSession();
        session.setAttribute(
                HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY, new SecurityContextImpl());
        request.setSession(session);

        assertThat(controller.follow("token", BROWSER, request).getHeaders().getLocation())
                .isEqualTo(DOCUMENT);

        verify(visits, never()).followed(any(), any());
    }

    @Test
    void whatIsTakenBackOrNoneOfOursLeadsNowhere() {
        quote(DOCUMENT, Instant.EPOCH);
        assertThat(controller.follow("token", BROWSER, request))
                .returns(HttpStatus.GONE, ResponseEntity::getStatusCode)
                .returns("quote-withdrawn", ResponseEntity::getBody);

        quote(null, null);
        assertThat(controller.follow("token", BROWSER, request).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(controller.follow("forged", BROWSER, request).getStatusCode())
                .isEqualTo(HttpStatus.NOT_FOUND);
        verify(visits, never()).followed(any(), any());
    }

    private Quote quote(@Nullable URI url, @Nullable Instant withdrawnAt) {
        var quote = new Quote(
                Ids.next(),
                Ids.next(),
                "Q-1",
                BigDecimal.TEN,
                "EUR",
                LocalDate.of(2026, 3, 31),
                ZoneOffset.UTC,
                url,
                null,
                Instant.EPOCH,
                0,
                null,
                null,
                null,
                null,
                null,
                withdrawnAt,
                null);
        given(links.read("forged")).willReturn(Optional.empty());
        given(links.read("token")).willReturn(Optional.of(quote.id()));
        given(quotes.find(quote.id())).willReturn(Optional.of(quote));
        return quote;
    }
}
