package dev.trellis.referral;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.platform.ReadableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A contact's referral code, whom it brought, through whom it came and what it earned. */
@Component
class ReferralRecords implements ContactRecords {

    private final JdbcClient jdbc;

    ReferralRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "referrals";
    }

    @Override
    public Set<String> tables() {
        return Set.of("referral", "referral_code", "referral_reward");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        var records = new ArrayList<Map<String, Object>>();
        records.addAll(rows("select created_at, code, visits from referral_code where contact_id = :contact", contact));
        records.addAll(rows("""
                        select attributed_at, code, state, converted_at, contact_id = :contact as came_through_this_code
                        from referral where contact_id = :contact or referrer_id = :contact order by id""", contact));
        records.addAll(rows("""
                        select created_at, state as reward, settled_at
                        from referral_reward where contact_id = :contact order by id""", contact));
        return records;
    }

    @Override
    public void erase(ContactId contact) {
        run("delete from referral_reward where contact_id = :contact", contact);
        run("delete from referral where contact_id = :contact or referrer_id = :contact", contact);
        run("delete from referral_code where contact_id = :contact", contact);
    }

    /**
     * Nobody comes through themselves: what the two brought each other is dropped. The code of the one that stays,
     * stays.
     */
    @Override
    public void merge(ContactId keep, ContactId merged) {
        move("""
                delete from referral
                where (contact_id = :keep and referrer_id = :merged) or (contact_id = :merged and referrer_id = :keep)""", keep, merged);
        move("""
                delete from referral
                where contact_id = :merged and exists (select from referral kept where kept.contact_id = :keep)""", keep, merged);
        move("update referral set contact_id = :keep where contact_id = :merged", keep, merged);
        move("update referral set referrer_id = :keep where referrer_id = :merged", keep, merged);
        move("update referral_reward set contact_id = :keep where contact_id = :merged", keep, merged);
        move("""
                delete from referral_code
                where contact_id = :merged and exists (select from referral_code kept where kept.contact_id = :keep)""", keep, merged);
        move("update referral_code set contact_id = :keep where contact_id = :merged", keep, merged);
    }

    private void run(String sql, ContactId contact) {
        jdbc.sql(sql).param("contact", contact.value()).update();
    }

    private void move(String sql, ContactId keep, ContactId merged) {
        jdbc.sql(sql)
                .param("keep", keep.value())
                .param("merged", merged.value())
                .update();
    }

    private List<Map<String, Object>> rows(String sql, ContactId contact) {
        return jdbc.sql(sql)
                .param("contact", contact.value())
                .query(ReadableRows::of)
                .list();
    }
}
