package dev.trellis.console;

import dev.trellis.contact.ContactWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statement that finds the ids of wanted contacts, the newest first. It asks only the tables that know something of
 * what is wanted; each holds it in the order of the contacts' ids.
 */
final class PeopleQuery {

    private static final String CONTACT = "contact c";
    private static final String COMPANY = "company co";

    private final List<String> tables = new ArrayList<>();
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> parameters = new HashMap<>();
    private final String sql;

    PeopleQuery(Wanted wanted, @Nullable UUID before, int limit) {
        parameters.put("limit", limit);
        stage(wanted.stage());
        judged("temperature", wanted.temperature(), "cold");
        judged("fit", wanted.fit(), "unknown");
        owner(wanted.owner());
        profile(wanted);
        if (before != null) {
            parameters.put("before", before);
        }
        this.sql =
                ContactWords.of(wanted.q()).map(words -> found(words, before)).orElseGet(() -> part(before));
    }

    String sql() {
        return sql;
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    private void stage(String stage) {
        if (stage.equals("closed-lost")) {
            tables.add("lifecycle l");
            conditions.add("l.closed_lost");
        } else if (!stage.isEmpty()) {
            tables.add("lifecycle l");
            condition("l.stage = :stage", "stage", stage);
        }
    }

    /** Most contacts have the lowest value, or no row at all, which means the same. */
    private void judged(String what, String value, String lowest) {
        if (value.equals(lowest)) {
            conditions.add("not exists (select from score n where n.contact_id = {id} and n.%s <> '%s')"
                    .formatted(what, lowest));
        } else if (!value.isEmpty()) {
            if (!tables.contains("score s")) {
                tables.add("score s");
            }
            condition("s.%1$s = :%1$s and s.%1$s <> '%2$s'".formatted(what, lowest), what, value);
        }
    }

    private void owner(String owner) {
        if (owner.equals("nobody")) {
            conditions.add("not exists (select from contact_owner n where n.contact_id = {id})");
        } else if (!owner.isEmpty()) {
            tables.add("contact_owner o");
            condition("o.owner = :owner", "owner", owner);
        }
    }

    private void profile(Wanted wanted) {
        if (!wanted.source().isEmpty()) {
            condition("c.source = :source", "source", wanted.source());
        }
        if (!wanted.country().isEmpty()) {
            condition("c.country = :country", "country", wanted.country().toUpperCase(Locale.ROOT));
        }
        if (!wanted.tag().isEmpty()) {
            condition(
                    "c.attributes ->> 'tags' is not null and "
                            + "regexp_split_to_array(lower(c.attributes ->> 'tags'), '\\s*[,;|]\\s*')"
                            + " @> array[cast(:tag as text)]",
                    "tag",
                    wanted.tag().toLowerCase(Locale.ROOT));
        }
        if (conditions.stream().anyMatch(condition -> condition.contains("c.")) || tables.isEmpty()) {
            tables.add(CONTACT);
        }
    }

    /** Apart, so that persons and companies are each found in their own index. */
    private String found(ContactWords words, @Nullable UUID before) {
        if (!tables.contains(CONTACT)) {
            tables.add(CONTACT);
        }
        parameters.putAll(words.parameters());
        int filters = conditions.size();
        conditions.addAll(words.persons());
        var persons = part(before);
        conditions.subList(filters, conditions.size()).clear();
        tables.add(COMPANY);
        conditions.add(words.company());
        return "(" + persons + ") union (" + part(before) + ") order by id desc limit :limit";
    }

    private String part(@Nullable UUID before) {
        var first = key(tables.getFirst());
        var sql = new StringBuilder("select " + first + " as id from " + tables.getFirst());
        for (var table : tables.subList(1, tables.size())) {
            sql.append(" join ").append(table).append(" on ");
            sql.append(table.equals(COMPANY) ? "co.id = c.company_id" : key(table) + " = " + first);
        }
        var all = new ArrayList<>(conditions);
        if (before != null) {
            all.add("{id} < :before");
        }
        if (!all.isEmpty()) {
            sql.append(" where ").append(String.join(" and ", all));
        }
        return sql.append(" order by {id} desc limit :limit").toString().replace("{id}", first);
    }

    private static String key(String table) {
        return table.equals(CONTACT) ? "c.id" : table.substring(table.indexOf(' ') + 1) + ".contact_id";
    }

    private void condition(String condition, String name, Object value) {
        conditions.add(condition);
        parameters.put(name, value);
    }
}
