package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.platform.ReadableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A contact's deals and departures, for export, erasure and merging. */
@Component
class DealRecords implements ContactRecords {

    private final JdbcClient jdbc;

    DealRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "deals";
    }

    @Override
    public Set<String> tables() {
        return Set.of("deal", "churn");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        var records = new ArrayList<Map<String, Object>>();
        records.addAll(rows("""
                        select opened_at, name, amount, currency, expected_close_on, owner, step, state, won_on, renews_on,
                               recurring_amount, refunded_on, lost_on, lost_reason, competitor, contract_ends_on, recycle,
                               external_id
                        from deal where contact_id = :contact order by id""", contact));
        records.addAll(rows("""
                        select deal.name, deal_confirmation.label as confirmed, deal_tick.at, deal_tick.actor
                        from deal_tick
                        join deal on deal.id = deal_tick.deal_id
                        join deal_confirmation on deal_confirmation.id = deal_tick.confirmation_id
                        where deal.contact_id = :contact order by deal_tick.at""", contact));
        records.addAll(rows("""
                        select deal.name, deal_quote.number as quote, deal_quote.amount, deal_quote.currency,
                               deal_quote.valid_until, deal_quote.time_zone, deal_quote.url, deal_quote.note,
                               deal_quote.sent_at, deal_quote.views, deal_quote.first_viewed_at,
                               deal_quote.last_viewed_at, deal_quote.answer, deal_quote.answered_at, deal_quote.said_by,
                               deal_quote.withdrawn_at
                        from deal_quote join deal on deal.id = deal_quote.deal_id
                        where deal.contact_id = :contact order by deal_quote.id""", contact));
        records.addAll(
                rows("select churned_on, reason, actor from churn where contact_id = :contact order by id", contact));
        return records;
    }

    @Override
    public void erase(ContactId contact) {
        jdbc.sql("update deal set renewal_of = null where contact_id = :contact")
                .param("contact", contact.value())
                .update();
        jdbc.sql("delete from deal where contact_id = :contact")
                .param("contact", contact.value())
                .update();
        jdbc.sql("delete from churn where contact_id = :contact")
                .param("contact", contact.value())
                .update();
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        for (var table : List.of("deal", "churn")) {
            jdbc.sql("update " + table + " set contact_id = :keep where contact_id = :merged")
                    .param("keep", keep.value())
                    .param("merged", merged.value())
                    .update();
        }
    }

    private List<Map<String, Object>> rows(String sql, ContactId contact) {
        return jdbc.sql(sql)
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list();
    }
}
