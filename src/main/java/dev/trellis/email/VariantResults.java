package dev.trellis.email;

import static dev.trellis.platform.UtcTime.instantOrNull;

import dev.trellis.email.VariantDecision.Range;
import dev.trellis.email.VariantDecision.Sampled;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** How the variants of an email do, of the version that is sent now: what was changed is another email. */
@Service
public class VariantResults {

    /** How long a reader has to act. */
    static final Duration TIME_TO_ACT = Duration.ofDays(3);

    private final JdbcClient jdbc;
    private final Clock clock;

    VariantResults(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    public Results of(EmailTemplate template) {
        var counted = count(template);
        var variants = new ArrayList<Variant>();
        var sampled = new ArrayList<Sampled>();
        for (var name : template.variants()) {
            var counts = counted.getOrDefault(name, Counts.NONE);
            variants.add(new Variant(
                    name,
                    counts.sent(),
                    counts.clicked(),
                    counts.replied(),
                    counts.sampled(),
                    counts.reached(),
                    counts.sampled() == 0 ? null : (double) counts.reached() / counts.sampled(),
                    VariantDecision.range(counts.reached(), counts.sampled())));
            sampled.add(new Sampled(name, counts.sampled(), counts.reached(), ripeAt(counts.lastAt())));
        }
        return new Results(
                template.name(),
                template.version(),
                template.goal(),
                template.sample(),
                String.format(
                        "The first %d mails of each variant are compared, once, when the last of their readers has had"
                                + " %d days; a variant wins where chance alone would make such a difference in fewer"
                                + " than 5 of 100 trials.",
                        template.sample(), TIME_TO_ACT.toDays()),
                variants,
                VariantDecision.of(sampled, template.sample()));
    }

    private @Nullable Instant ripeAt(@Nullable Instant last) {
        var ripe = last == null ? null : last.plus(TIME_TO_ACT);
        return ripe != null && ripe.isAfter(clock.instant()) ? ripe : null;
    }

    private Map<String, Counts> count(EmailTemplate template) {
        var counts = new HashMap<String, Counts>();
        jdbc.sql("""
                        with mail as (
                            select id, contact_id, variant, accepted_at,
                                   row_number() over (partition by variant order by accepted_at, id) as place
                            from send
                            where variant_of = :template || ' ' || :version
                              and state = 'SENT' and to_contact and test_by is null
                        ), act as (
                            select m.id, bool_or(a.type = :goal) as reached,
                                   bool_or(a.type = 'link-clicked') as clicked, bool_or(a.type = 'replied') as replied
                            from mail m
                            join activity a on a.contact_id = m.contact_id and a.type in (:goal, 'link-clicked', 'replied')
                             and a.at between m.accepted_at and m.accepted_at + cast(:timeToAct as interval)
                             and coalesce(a.properties ->> 'verdict', 'human') = 'human'
                             and coalesce(a.properties ->> 'sendId', m.id::text) = m.id::text
                             and not exists (select from activity c where c.contact_id = a.contact_id
                                             and c.properties ->> 'corrects' = a.id::text)
                            group by m.id
                        )
                        select m.variant, count(*) as sent,
                               count(*) filter (where a.clicked) as clicked,
                               count(*) filter (where a.replied) as replied,
                               count(*) filter (where m.place <= :sample) as sampled,
                               count(*) filter (where m.place <= :sample and a.reached) as reached,
                               max(m.accepted_at) filter (where m.place <= :sample) as last_at
                        from mail m left join act a on a.id = m.id
                        group by m.variant
                        """)
                .param("template", template.name())
                .param("version", template.version())
                .param("goal", template.goal())
                .param("sample", template.sample())
                .param("timeToAct", TIME_TO_ACT.toString())
                .query(row -> {
                    counts.put(
                            row.getString("variant"),
                            new Counts(
                                    row.getLong("sent"),
                                    row.getLong("clicked"),
                                    row.getLong("replied"),
                                    row.getLong("sampled"),
                                    row.getLong("reached"),
                                    instantOrNull(row, "last_at")));
                });
        return counts;
    }

    private record Counts(
            long sent,
            long clicked,
            long replied,
            long sampled,
            long reached,
            @Nullable Instant lastAt) {

        private static final Counts NONE = new Counts(0, 0, 0, 0, 0, null);
    }

    /**
     * How an email's variants do.
     *
     * @param version only mail of this version counts
     * @param goal the type of activity that decides
     * @param sample how many mails of each variant decide
     * @param rule how it is decided, said beforehand
     */
    public record Results(
            String template,
            String version,
            String goal,
            int sample,
            String rule,
            List<Variant> variants,
            VariantDecision decision) {}

    /**
     * How one variant does.
     *
     * @param clicked how many mails had a link followed by a person within the time to act
     * @param replied how many were answered
     * @param sampled how many of the mails that decide are out
     * @param reached how many of their readers did what they were to do
     * @param share of those who were sampled; null where nobody was
     * @param likely where the share lies in 95 of 100 cases
     */
    public record Variant(
            String name,
            long sent,
            long clicked,
            long replied,
            long sampled,
            long reached,
            @Nullable Double share,
            Range likely) {}
}
