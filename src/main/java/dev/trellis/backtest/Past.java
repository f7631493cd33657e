package dev.trellis.backtest;

/** What became of a lead, and why that says nothing where it does. */
enum Past {
    WON("won a deal"),
    LOST("lost its deal"),
    REFUSED("refused by sales"),
    SILENT("no deal in half a year"),
    OTHER("not won"),
    OPEN("still open"),
    YOUNG("too young to judge"),
    UNSEEN("nothing was known before sales had it");

    private final String words;

    Past(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    boolean isKnown() {
        return compareTo(OPEN) < 0;
    }
}
