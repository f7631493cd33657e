package dev.trellis.console;

import dev.trellis.contact.ContactWords;
import dev.trellis.deal.Deal;
import dev.trellis.platform.Like;
import dev.trellis.platform.security.Sight;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which deals are on the board or in the list.
 *
 * @param q part of the name of a deal, contact or company
 * @param whose the owner's address, or {@code nobody}
 * @param team whose people's deals
 * @param closing {@code month} for what is expected this month, {@code late} for what was expected before today; of
 *     open deals only
 */
public record BoardFilter(String q, String whose, String team, String closing) {

    /** So many contacts are looked for one by one: more of them take longer to find than to ask each deal. */
    private static final int FEW = 50;

    public BoardFilter(@Nullable String q, @Nullable String whose, @Nullable String team, @Nullable String closing) {
        this.q = q == null ? "" : q.strip();
        this.whose = whose == null ? "" : whose.strip();
        this.team = team == null ? "" : team.strip();
        this.closing = closing == null ? "" : closing.strip();
    }

    /** Whether it leaves nothing out. */
    public boolean isAll() {
        return values().isEmpty();
    }

    /** The filter as an address has it. */
    public String query() {
        return values().entrySet().stream()
                .map(value -> value.getKey() + "=" + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /**
     * Which deals fit, as conditions on a row {@code d} of {@code deal}.
     *
     * @param always what has to hold, whatever the words
     * @param byDeal how the words find it by itself; true where there are none
     * @param byContact how else they find it, by {@code c}, its contact, and {@code co}, the contact's company; null
     *     where they do not
     * @param parameters what the conditions name
     */
    record Where(String always, String byDeal, @Nullable String byContact, Map<String, Object> parameters) {

        /** All of it, for rows that are joined with their contacts. */
        String condition() {
            return always + " and (" + byDeal + (byContact == null ? "" : " or " + byContact) + ")";
        }
    }

    /**
     * The deals in that state that fit and that one sees. Words find a deal by a part of its name, or as they find
     * contacts, by whom it is with.
     */
    Where where(Deal.State state, Sight sight, LocalDate today, JdbcClient jdbc) {
        var parameters = new HashMap<>(sight.parameters());
        var conditions = new ArrayList<String>();
        conditions.add("d.state = '" + state.label() + "'");
        conditions.add(sight.onOwner("d"));
        if (whose.equals("nobody")) {
            conditions.add("d.owner is null");
        } else if (!whose.isEmpty()) {
            conditions.add("d.owner = :whose");
            parameters.put("whose", whose);
        }
        if (!team.isEmpty()) {
            conditions.add("d.owner in (select member from team_member where team = :team)");
            parameters.put("team", team);
        }
        switch (state == Deal.State.OPEN ? closing : "") {
            case "month" -> {
                conditions.add("d.expected_close_on >= :monthFrom and d.expected_close_on < :monthUntil");
                parameters.put("monthFrom", today.withDayOfMonth(1));
                parameters.put("monthUntil", today.withDayOfMonth(1).plusMonths(1));
            }
            case "late" -> {
                conditions.add("d.expected_close_on < :today");
                parameters.put("today", today);
            }
            default -> {}
        }
        var always = String.join(" and ", conditions);
        var words = ContactWords.of(q).orElse(null);
        if (words == null) {
            return new Where(always, "true", null, parameters);
        }
        parameters.put("part", "%" + Like.beginningWith(q));
        var few = words.ifFew(jdbc, FEW, "deal").orElse(null);
        if (few == null) {
            parameters.putAll(words.parameters());
            return new Where(always, "d.name ilike :part", words.condition(), parameters);
        }
        parameters.put("contacts", few.toArray(UUID[]::new));
        return new Where(always, "d.name ilike :part or d.contact_id = any(:contacts)", null, parameters);
    }

    private Map<String, String> values() {
        var values = new LinkedHashMap<String, String>();
        values.put("q", q);
        values.put("whose", whose);
        values.put("team", team);
        values.put("closing", closing);
        values.values().removeIf(String::isEmpty);
        return values;
    }
}
