package dev.trellis.demo;

/** What somebody does in the demo. */
enum Role {
    /** Buys, recommends, and their friend buys too. */
    CHAMPION,
    /** Comes through a champion's link and buys. */
    FRIEND,
    /** Buys, and answers seven when asked. */
    CUSTOMER,
    /** Buys, and is unhappy with it. */
    CRITIC,
    /** Talks for weeks, and then does not buy now. */
    LOSER,
    /** Asks for a demo, but sales says no. */
    REFUSED,
    /** Sales takes them and gives them back. */
    RETURNED,
    /** Asks at the end, but sales says no. */
    UNFIT,
    /** Asks at the end, and nobody answers. */
    FORGOTTEN,
    /** Asks in the last hour and still waits for an answer. */
    WAITING,
    /** Asks at the end; sales is just talking to them. */
    TALKING,
    /** Asks at the end and is qualified. */
    PROSPECT,
    /** Asks at the end and negotiates. */
    NEGOTIATING,
    /** Reads, clicks, looks around. */
    READER,
    /** Leaves with the link in the email. */
    LEAVER,
    /** Gets the emails. */
    QUIET;

    /** Whether they ask for a demo in the first days. */
    boolean asksEarly() {
        return switch (this) {
            case CHAMPION, CUSTOMER, CRITIC, LOSER, REFUSED, RETURNED -> true;
            default -> false;
        };
    }

    /** Whether they ask for a demo in the last days. */
    boolean asksLate() {
        return switch (this) {
            case UNFIT, FORGOTTEN, TALKING, PROSPECT, NEGOTIATING -> true;
            default -> false;
        };
    }

    /** Whether sales finds budget, authority, need and timeline. */
    boolean qualifies() {
        return switch (this) {
            case CHAMPION, FRIEND, CUSTOMER, CRITIC, LOSER, PROSPECT, NEGOTIATING -> true;
            default -> false;
        };
    }

    boolean getsAnOffer() {
        return qualifies() && this != PROSPECT;
    }

    boolean buys() {
        return getsAnOffer() && this != LOSER && this != NEGOTIATING;
    }
}
