package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.email.Account.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Accounts for every email that was ever planned: sent, waiting, or why not. */
@Service
public class Reconciliation {

    /** The reason up to what is different for each contact: a day, a number, the evidence behind a colon. */
    private static final String KIND_OF_REASON =
            "regexp_replace(substring(reason from '^[^0-9:]*'), '[ ,(]*( on| until| before)?[ ,(]*$', '')";

    private final JdbcClient jdbc;

    Reconciliation(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The emails planned from one moment to before another.
     *
     * @param journey only those of this process; null for all
     * @param template only those of this template; null for all
     */
    public List<Account> between(Instant from, Instant to, @Nullable String journey, @Nullable String template) {
        var conditions = new StringBuilder("planned_at >= :from and planned_at < :to");
        var parameters = new HashMap<String, Object>();
        parameters.put("from", utc(from));
        parameters.put("to", utc(to));
        if (journey != null) {
            conditions.append(" and process_id = :journey");
            parameters.put("journey", journey);
        }
        if (template != null) {
            conditions.append(" and template = :template");
            parameters.put("template", template);
        }
        return accounts(conditions.toString(), parameters);
    }

    /** The emails of one broadcast. */
    public List<Account> of(UUID broadcast) {
        return accounts("broadcast_id = :broadcast", Map.of("broadcast", broadcast));
    }

    /** All of them together. */
    public static Sums total(List<Account> accounts) {
        return accounts.stream().map(Account::sums).reduce(Sums.NONE, Sums::plus);
    }

    private List<Account> accounts(String condition, Map<String, Object> parameters) {
        var counted = new LinkedHashMap<Subject, Counts>();
        jdbc.sql("""
                        select process_id, broadcast_id, template, state, %s as reason, count(*) as emails
                        from send where %s
                        group by 1, 2, 3, 4, 5 order by 1, 2, 3
                        """.formatted(KIND_OF_REASON, condition)).params(parameters).query(row -> {
            var subject = new Subject(
                    row.getString("process_id"), row.getObject("broadcast_id", UUID.class), row.getString("template"));
            counted.computeIfAbsent(subject, key -> new Counts())
                    .add(SendState.valueOf(row.getString("state")), row.getString("reason"), row.getLong("emails"));
        });
        var accounts = new ArrayList<Account>();
        counted.forEach((subject, counts) -> accounts.add(counts.account(subject)));
        return accounts;
    }

    private record Subject(String processId, @Nullable UUID broadcast, String template) {}

    private static final class Counts {

        private final Map<SendState, Long> states = new EnumMap<>(SendState.class);
        private final List<Reason> reasons = new ArrayList<>();

        void add(SendState state, @Nullable String reason, long emails) {
            states.merge(state, emails, Long::sum);
            if (reason != null && !reason.isEmpty()) {
                reasons.add(new Reason(state.label(), reason, emails));
            }
        }

        Account account(Subject subject) {
            reasons.sort(Comparator.comparingLong(Reason::emails).reversed());
            return new Account(
                    subject.processId().isEmpty() ? null : subject.processId(),
                    subject.broadcast(),
                    subject.template(),
                    Sums.of(states),
                    List.copyOf(reasons));
        }
    }
}
