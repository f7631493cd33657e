package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Decisions;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Says for people why a contact fits, or does not. */
@Service
public class FitReasons {

    private final FitTable table;
    private final JdbcClient jdbc;

    FitReasons(Decisions decisions, JdbcClient jdbc) {
        this.table = new FitTable(decisions);
        this.jdbc = jdbc;
    }

    /** How the profile is judged by the table of today; of an unknown contact nothing is known. */
    public FitReason of(ContactId contact) {
        var profile = jdbc.sql("""
                        select c.job_title, c.country, c.attributes, co.attributes as company_attributes
                        from contact c left join company co on co.id = c.company_id where c.id = :contact
                        """)
                .param("contact", contact.value())
                .query((row, number) -> Profile.of(
                        row.getString("job_title"),
                        row.getString("country"),
                        row.getString("company_attributes"),
                        row.getString("attributes")))
                .optional()
                .orElse(Profile.EMPTY);
        var judged = table.judge(profile);
        return new FitReason(FitTable.fit(judged), judged.rule(), judged.label(), Map.copyOf(table.inputs(profile)));
    }
}
