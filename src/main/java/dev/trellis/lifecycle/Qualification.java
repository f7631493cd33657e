package dev.trellis.lifecycle;

/**
 * What sales has found out before it calls a lead qualified. All four are known, or it is not qualified yet.
 *
 * @param budget what may be spent, and whether it is set aside
 * @param authority who decides
 * @param need what it is to solve
 * @param timeline when it is to be solved
 */
public record Qualification(String budget, String authority, String need, String timeline) {

    public Qualification {
        require(budget, "budget");
        require(authority, "authority");
        require(need, "need");
        require(timeline, "timeline");
    }

    private static void require(String value, String name) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("A qualification needs the " + name + "; it must not be blank");
        }
    }
}
