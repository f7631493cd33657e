package dev.trellis.email;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.platform.Ids;
import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The addresses that may not be written to. An entry belongs to the address, not to the contact: it outlives the
 * contact's erasure and meets the address again when it comes back.
 */
@Repository
public class Suppressions {

    /** No mail at all. */
    public static final String ALL = "all";

    /** No marketing mail. */
    public static final String MARKETING = "marketing";

    private static final int FETCH_SIZE = 1_000;
    private static final String PURPOSE = "suppressed-address";

    private final JdbcClient jdbc;
    private final SignedTokens tokens;
    private final Clock clock;

    Suppressions(JdbcClient jdbc, SignedTokens tokens, Clock clock) {
        this.jdbc = jdbc;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** The scope of one topic. */
    public static String topic(String name) {
        return "topic:" + name;
    }

    /**
     * Adds an entry. A repeated one changes nothing.
     *
     * @param evidence how we know
     */
    @Transactional
    public Suppression add(String address, String scope, Reason reason, String evidence) {
        var hash = hash(address);
        jdbc.sql("""
                        insert into suppression (id, address_hash, address, scope, reason, evidence, created_at)
                        values (:id, :hash, :address, :scope, :reason, :evidence, :now)
                        on conflict (address_hash, scope, reason) do nothing
                        """)
                .param("id", Ids.next())
                .param("hash", hash)
                .param("address", reason == Reason.ERASURE ? null : normalize(address))
                .param("scope", scope)
                .param("reason", reason.label())
                .param("evidence", evidence)
                .param("now", utc(clock.instant()))
                .update();
        return jdbc.sql("select * from suppression where address_hash = :hash and scope = :scope and reason = :reason")
                .param("hash", hash)
                .param("scope", scope)
                .param("reason", reason.label())
                .query(Suppressions::toSuppression)
                .single();
    }

    /**
     * Adds many entries at once; those that are there already change nothing.
     *
     * @return how many were new
     */
    @Transactional
    int addAll(Collection<Entry> entries) {
        var now = clock.instant();
        var rows = entries.stream()
                .map(entry -> Map.of(
                        "id", Ids.next(),
                        "hash", hash(entry.address()),
                        "address", normalize(entry.address()),
                        "scope", entry.scope(),
                        "reason", entry.reason().label(),
                        "evidence", entry.evidence()))
                .toList();
        return jdbc.sql("""
                        insert into suppression (id, address_hash, address, scope, reason, evidence, created_at)
                        select n.id, n.hash, n.address, n.scope, n.reason, n.evidence, :now
                        from jsonb_to_recordset(cast(:rows as jsonb))
                             as n (id uuid, hash text, address text, scope text, reason text, evidence text)
                        on conflict (address_hash, scope, reason) do nothing
                        """)
                .param("rows", Columns.json(rows))
                .param("now", utc(now))
                .update();
    }

    /** Hands every entry to somebody, oldest first, without holding them all. */
    @Transactional(readOnly = true)
    void forEach(Consumer<Suppression> somebody) {
        try (var all = jdbc
                .sql("select * from suppression order by created_at, id")
                .withFetchSize(FETCH_SIZE)
                .query(Suppressions::toSuppression)
                .stream()) {
            all.forEach(somebody);
        }
    }

    public Optional<Suppression> find(UUID id) {
        return jdbc.sql("select * from suppression where id = :id")
                .param("id", id)
                .query(Suppressions::toSuppression)
                .optional();
    }

    /** The entries for one address, or all, newest first. */
    public Page<Suppression> page(@Nullable String address, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var conditions = new ArrayList<String>();
        var parameters = new HashMap<String, Object>();
        if (address != null) {
            conditions.add("address_hash = :hash");
            parameters.put("hash", hash(address));
        }
        if (cursor != null) {
            conditions.add("(created_at, id) < (:at, :id)");
            parameters.put("at", utc(cursor.at()));
            parameters.put("id", cursor.id());
        }
        var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        var rows = jdbc.sql(
                        "select * from suppression" + where + " order by created_at desc, id desc limit " + (limit + 1))
                .params(parameters)
                .query(Suppressions::toSuppression)
                .list();
        return Page.of(rows, limit, suppression -> new Cursor(suppression.createdAt(), suppression.id()));
    }

    /**
     * Lifts an entry that we made ourselves.
     *
     * @throws NotOursToLiftException if only the contact may lift it
     */
    @Transactional
    public void lift(Suppression suppression) {
        if (!suppression.reason().isOurs()) {
            throw new NotOursToLiftException(suppression);
        }
        jdbc.sql("delete from suppression where id = :id")
                .param("id", suppression.id())
                .update();
    }

    /**
     * The contact itself wants mail on these topics again. What its mailbox said (bounces), and what we decided, stays.
     *
     * @return what that lifts
     */
    @Transactional
    public List<Suppression> liftByContact(String address, Collection<String> topics) {
        if (topics.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        delete from suppression
                        where address_hash = :hash and (scope in ('all', 'marketing') or scope = any(:topics))
                          and reason in ('unsubscribe', 'erasure', 'complaint')
                        returning *
                        """)
                .param("hash", hash(address))
                .param("topics", topics.stream().map(Suppressions::topic).toArray(String[]::new))
                .query(Suppressions::toSuppression)
                .list();
    }

    /** Those of the topics that the address gets no mail on because its owner said so. */
    public Set<String> optedOut(String address, Collection<String> topics) {
        var own = of(List.of(address)).getOrDefault(address, List.of()).stream()
                .filter(suppression -> !suppression.reason().isOurs())
                .toList();
        return topics.stream()
                .filter(topic -> own.stream().anyMatch(suppression -> suppression.forbids(Stream.MARKETING, topic)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Forgets the address and keeps its keyed hash, so that it stays unwritten to. */
    @Transactional
    public void forget(String address) {
        jdbc.sql("update suppression set address = null where address_hash = :hash")
                .param("hash", hash(address))
                .update();
    }

    /** What is known about each of these addresses; those without entries are absent. */
    Map<String, List<Suppression>> of(Collection<String> addresses) {
        if (addresses.isEmpty()) {
            return Map.of();
        }
        var byHash = new HashMap<String, String>();
        addresses.forEach(address -> byHash.put(hash(address), address));
        var found = new HashMap<String, List<Suppression>>();
        jdbc.sql("select * from suppression where address_hash = any(:hashes)")
                .param("hashes", byHash.keySet().toArray(String[]::new))
                .query(row -> {
                    var address = byHash.get(row.getString("address_hash"));
                    if (address != null) {
                        found.computeIfAbsent(address, key -> new ArrayList<>()).add(toSuppression(row, 0));
                    }
                });
        return found;
    }

    String hash(String address) {
        return tokens.fingerprint(PURPOSE, normalize(address));
    }

    private static String normalize(String address) {
        return address.strip().toLowerCase(Locale.ROOT);
    }

    private static Suppression toSuppression(ResultSet row, int number) throws SQLException {
        return new Suppression(
                Columns.uuid(row, "id"),
                row.getString("address"),
                row.getString("scope"),
                Reason.of(row.getString("reason")),
                row.getString("evidence"),
                instant(row, "created_at"));
    }

    /** An entry to add. */
    record Entry(String address, String scope, Reason reason, String evidence) {}

    /** Why an address is not written to. */
    public enum Reason {
        BOUNCE,
        COMPLAINT,
        UNSUBSCRIBE,
        ERASURE,
        MANUAL;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether we made the entry and so may take it back. */
        public boolean isOurs() {
            return this == BOUNCE || this == MANUAL;
        }

        static Reason of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /** Only the contact itself can take this entry back. */
    public static class NotOursToLiftException extends RuntimeException {

        NotOursToLiftException(Suppression suppression) {
            super("This entry came from the contact's own "
                    + suppression.reason().label() + "; only the contact can lift it, by agreeing again");
        }
    }
}
