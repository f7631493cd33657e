package dev.trellis.deal;

import java.util.Locale;

/** Something happened to a quote. Published in the transaction that recorded it. */
public record QuoteChanged(Deal deal, Quote quote, Change change) {

    /** What happened. That a quote expires is nothing that anybody does: it is so from a moment on. */
    public enum Change {
        SENT,
        /** It is valid for longer, or not so long. */
        EXTENDED,
        /** It had expired and is valid again. */
        REISSUED,
        VIEWED,
        ACCEPTED,
        DECLINED,
        WITHDRAWN;

        /** The word for it in histories and messages. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
