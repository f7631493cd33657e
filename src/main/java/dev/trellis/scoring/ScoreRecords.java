package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.platform.ReadableRows;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The scores among what is kept about a contact. */
@Component
class ScoreRecords implements ContactRecords {

    private final JdbcClient jdbc;
    private final ScoreSheets sheets;
    private final Thermometer thermometer;
    private final Scores scores;
    private final Clock clock;

    ScoreRecords(JdbcClient jdbc, ScoreSheets sheets, Thermometer thermometer, Scores scores, Clock clock) {
        this.jdbc = jdbc;
        this.sheets = sheets;
        this.thermometer = thermometer;
        this.scores = scores;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "scores";
    }

    @Override
    public Set<String> tables() {
        return Set.of("score", "score_part", "score_entry");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        var score = scores.of(contact);
        var now = new LinkedHashMap<String, Object>();
        now.put("points", Math.round(score.points()));
        now.put("fit", score.fit().label());
        now.put("temperature", score.temperature().label());
        if (score.lastActivityAt() != null) {
            now.put("lastActivityAt", score.lastActivityAt());
        }
        var entries = jdbc.sql("""
                        select at, activity_type, full_points, points, half_life_days, label from score_entry
                        where contact_id = :contact order by at, activity_id
                        """)
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list();
        entries.addFirst(now);
        return entries;
    }

    @Override
    public void erase(ContactId contact) {
        for (var table : List.of("score_entry", "score_part", "score")) {
            jdbc.sql("delete from " + table + " where contact_id = :contact")
                    .param("contact", contact.value())
                    .update();
        }
    }

    /** The kept contact has earned what both did. The later fresh start of the two holds for it. */
    @Override
    public void merge(ContactId keep, ContactId merged) {
        var loaded = sheets.load(List.of(keep, merged));
        var kept = Objects.requireNonNull(loaded.get(keep));
        var gone = Objects.requireNonNull(loaded.get(merged));
        jdbc.sql("update score_entry set contact_id = :keep where contact_id = :merged")
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
        var from = gone.countsFrom();
        if (from != null && kept.counts(from)) {
            kept.startAfresh(from);
        }
        if (gone.lastActivityAt() != null) {
            kept.seen(gone.lastActivityAt());
        }
        if (kept.fit() == Fit.UNKNOWN) {
            kept.judge(gone.fit());
        }
        kept.clearParts();
        for (var entry : sheets.entries(List.of(keep))) {
            kept.add(entry.points(), entry.halfLifeDays(), entry.click(), entry.at());
        }
        var now = clock.instant();
        thermometer.take(kept, now);
        sheets.deleteParts(List.of(keep));
        erase(merged);
        sheets.save(List.of(kept), now);
    }
}
