package dev.trellis.console;

import dev.trellis.deal.Deal;
import dev.trellis.deal.Quote;
import dev.trellis.deal.QuoteLinks;
import dev.trellis.deal.Quotes;
import dev.trellis.handoff.Team;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.security.Sight;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The quotes of a deal as its page shows them. */
@Component
class QuoteCards {

    private static final int USUAL_DAYS = 30;

    private final Quotes quotes;
    private final QuoteLinks links;
    private final Teams teams;
    private final Clock clock;

    QuoteCards(Quotes quotes, QuoteLinks links, Teams teams, Clock clock) {
        this.quotes = quotes;
        this.links = links;
        this.teams = teams;
        this.clock = clock;
    }

    List<Card> of(Deal deal) {
        var now = clock.instant();
        return quotes.of(deal.id()).stream()
                .map(quote -> new Card(quote, quote.state(deal, now).label(), links.of(quote), longer(quote, now)))
                .toList();
    }

    private static LocalDate longer(Quote quote, Instant now) {
        var today = LocalDate.ofInstant(now, quote.zone());
        return (quote.validUntil().isBefore(today) ? today : quote.validUntil()).plusDays(USUAL_DAYS);
    }

    /** What a new quote gets unless somebody says something else. */
    Usual usual(Sight sight) {
        var zone = teams.find(Objects.requireNonNullElse(sight.team(), Teams.SALES))
                .map(Team::zone)
                .orElse(ZoneId.of("UTC"));
        var today = LocalDate.ofInstant(clock.instant(), zone);
        return new Usual(today, today.plusDays(USUAL_DAYS), zone.getId());
    }

    /**
     * A quote with what is worked out about it.
     *
     * @param link the address to give to the contact
     * @param longer the last day that stands in the form that extends it
     */
    public record Card(Quote quote, String state, @Nullable String link, LocalDate longer) {}

    /**
     * What stands in the form of a new quote.
     *
     * @param timeZone that of the team of who asks
     */
    public record Usual(LocalDate today, LocalDate validUntil, String timeZone) {}
}
