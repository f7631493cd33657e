package dev.trellis.console;

import dev.trellis.deal.Deal;
import dev.trellis.platform.Like;
import dev.trellis.platform.security.Sight;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /** The condition on deals in that state, to go with {@link #parameters}. */
    String condition(Deal.State state, Sight sight) {
        var sql = new StringBuilder("d.state = '")
                .append(state.label())
                .append("' and ")
                .append(sight.onOwner("d"));
        if (!q.isEmpty()) {
            sql.append(" and ").append("""
                    (d.name ilike :part or concat_ws(' ', c.first_name, c.last_name) ilike :part
                     or c.email ilike :part or co.name ilike :part)""");
        }
        if (whose.equals("nobody")) {
            sql.append(" and d.owner is null");
        } else if (!whose.isEmpty()) {
            sql.append(" and d.owner = :whose");
        }
        if (!team.isEmpty()) {
            sql.append(" and d.owner in (select member from team_member where team = :team)");
        }
        switch (state == Deal.State.OPEN ? closing : "") {
            case "month" -> sql.append(" and d.expected_close_on >= :monthFrom and d.expected_close_on < :monthUntil");
            case "late" -> sql.append(" and d.expected_close_on < :today");
            default -> {}
        }
        return sql.toString();
    }

    Map<String, Object> parameters(Sight sight, LocalDate today) {
        var parameters = new HashMap<>(sight.parameters());
        parameters.put("part", "%" + Like.beginningWith(q));
        parameters.put("whose", whose);
        parameters.put("team", team);
        parameters.put("today", today);
        parameters.put("monthFrom", today.withDayOfMonth(1));
        parameters.put("monthUntil", today.withDayOfMonth(1).plusMonths(1));
        return parameters;
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
