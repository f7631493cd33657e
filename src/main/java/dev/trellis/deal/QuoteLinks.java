package dev.trellis.deal;

import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.TrellisProperties;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The addresses that lead contacts to the documents of their quotes and tell us that somebody looked. */
@Component
public class QuoteLinks {

    private static final String PURPOSE = "view-quote";

    private final SignedTokens tokens;
    private final TrellisProperties settings;

    QuoteLinks(SignedTokens tokens, TrellisProperties settings) {
        this.tokens = tokens;
        this.settings = settings;
    }

    /** The link to give to the contact; null where the quote has no document to lead to. */
    public @Nullable String of(Quote quote) {
        return quote.url() == null ? null : settings.publicUrl() + "/t/quote/" + tokens.sign(PURPOSE, quote.id());
    }

    /** The quote that a token is about, if it is one of ours. */
    public Optional<UUID> read(String token) {
        return tokens.verifyId(PURPOSE, token);
    }
}
