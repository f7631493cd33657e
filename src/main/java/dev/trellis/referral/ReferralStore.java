package dev.trellis.referral;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.Ids;
import dev.trellis.platform.web.Cursor;
import dev.trellis.platform.web.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows behind {@link Referrals}. */
@Repository
class ReferralStore {

    private final JdbcClient jdbc;

    ReferralStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<ReferralCode> codeOf(ContactId contact) {
        return jdbc.sql("select code from referral_code where contact_id = :contact")
                .param("contact", contact.value())
                .query((row, number) -> new ReferralCode(row.getString("code")))
                .optional();
    }

    /** Adds the contact's code, unless it has one or somebody else has this one. */
    void addCode(ContactId contact, ReferralCode code, Instant at) {
        jdbc.sql("""
                        insert into referral_code (contact_id, code, created_at) values (:contact, :code, :at)
                        on conflict do nothing""")
                .param("contact", contact.value())
                .param("code", code.text())
                .param("at", utc(at))
                .update();
    }

    Optional<ContactId> ownerOf(ReferralCode code) {
        return jdbc.sql("select contact_id from referral_code where code = :code")
                .param("code", code.text())
                .query((row, number) -> new ContactId(row.getObject("contact_id", UUID.class)))
                .optional();
    }

    boolean countVisit(ReferralCode code) {
        return jdbc.sql("update referral_code set visits = visits + 1 where code = :code")
                        .param("code", code.text())
                        .update()
                > 0;
    }

    /** Which of the contacts say that they came through a code, and through which. */
    Map<ContactId, String> claims(Collection<ContactId> contacts) {
        var claims = new HashMap<ContactId, String>();
        jdbc.sql("""
                        select id, coalesce(substring(source from '^referral:(.*)$'), attributes ->> 'referral') as code
                        from contact
                        where id = any(cast(:contacts as uuid[]))
                          and (source like 'referral:%' or attributes ->> 'referral' is not null)""")
                .param("contacts", contacts.stream().map(ContactId::toString).toArray(String[]::new))
                .query(row -> {
                    claims.put(new ContactId(row.getObject("id", UUID.class)), row.getString("code"));
                });
        return claims;
    }

    Optional<Referral> of(ContactId contact) {
        return jdbc.sql("select * from referral where contact_id = :contact")
                .param("contact", contact.value())
                .query(ReferralStore::toReferral)
                .optional();
    }

    List<Referral> by(ContactId referrer) {
        return jdbc.sql("select * from referral where referrer_id = :referrer order by id")
                .param("referrer", referrer.value())
                .query(ReferralStore::toReferral)
                .list();
    }

    int convertedBy(ContactId referrer) {
        return jdbc.sql("select count(*) from referral where referrer_id = :referrer and state = 'converted'")
                .param("referrer", referrer.value())
                .query(Integer.class)
                .single();
    }

    Page<Referral> page(@Nullable ContactId referrer, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var sql = new StringBuilder("select * from referral where true");
        var parameters = new HashMap<String, Object>();
        if (referrer != null) {
            sql.append(" and referrer_id = :referrer");
            parameters.put("referrer", referrer.value());
        }
        if (cursor != null) {
            sql.append(" and (attributed_at, id) > (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var rows = jdbc.sql(sql.append(" order by attributed_at, id limit ")
                        .append(limit + 1)
                        .toString())
                .params(parameters)
                .query(ReferralStore::toReferral)
                .list();
        return Page.of(rows, limit, referral -> new Cursor(referral.attributedAt(), referral.id()));
    }

    void add(ReferralCode code, ContactId referrer, ContactId contact, Instant at) {
        jdbc.sql("""
                        insert into referral (id, code, referrer_id, contact_id, state, attributed_at)
                        values (:id, :code, :referrer, :contact, 'attributed', :at)""")
                .param("id", Ids.next())
                .param("code", code.text())
                .param("referrer", referrer.value())
                .param("contact", contact.value())
                .param("at", utc(at))
                .update();
    }

    /** The contact bought: its referral has done its work, once. */
    Optional<Referral> convert(ContactId contact, UUID deal, Instant at) {
        return jdbc.sql("""
                        update referral set state = 'converted', converted_at = :at, deal_id = :deal
                        where contact_id = :contact and state = 'attributed'
                        returning *""")
                .param("at", utc(at))
                .param("deal", deal)
                .param("contact", contact.value())
                .query(ReferralStore::toReferral)
                .optional();
    }

    void addReward(Referral referral, Instant at) {
        jdbc.sql("""
                        insert into referral_reward (id, referral_id, contact_id, state, created_at)
                        values (:id, :referral, :referrer, 'pending', :at)""")
                .param("id", Ids.next())
                .param("referral", referral.id())
                .param("referrer", referral.referrer().value())
                .param("at", utc(at))
                .update();
    }

    void voidReward(UUID deal, String actor, Instant at) {
        jdbc.sql("""
                        update referral_reward
                        set state = 'void', settled_at = :at, settled_by = :actor
                        from referral
                        where referral.id = referral_reward.referral_id and referral.deal_id = :deal
                          and referral_reward.state = 'pending'""")
                .param("at", utc(at))
                .param("actor", actor)
                .param("deal", deal)
                .update();
    }

    Optional<Reward> grantReward(UUID id, String actor, Instant at) {
        return jdbc.sql("""
                        update referral_reward set state = 'granted', settled_at = :at, settled_by = :actor
                        where id = :id and state = 'pending'
                        returning *""")
                .param("at", utc(at))
                .param("actor", actor)
                .param("id", id)
                .query(ReferralStore::toReward)
                .optional();
    }

    Optional<Reward> findReward(UUID id) {
        return jdbc.sql("select * from referral_reward where id = :id")
                .param("id", id)
                .query(ReferralStore::toReward)
                .optional();
    }

    Page<Reward> rewards(Reward.@Nullable State state, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var sql = new StringBuilder("select * from referral_reward where true");
        var parameters = new HashMap<String, Object>();
        if (state != null) {
            sql.append(" and state = :state");
            parameters.put("state", state.label());
        }
        if (cursor != null) {
            sql.append(" and id > :cursorId");
            parameters.put("cursorId", cursor.id());
        }
        var rows = jdbc.sql(sql.append(" order by id limit ").append(limit + 1).toString())
                .params(parameters)
                .query(ReferralStore::toReward)
                .list();
        return Page.of(rows, limit, reward -> new Cursor(reward.createdAt(), reward.id()));
    }

    private static Referral toReferral(ResultSet row, int number) throws SQLException {
        return new Referral(
                row.getObject("id", UUID.class),
                row.getString("code"),
                new ContactId(row.getObject("referrer_id", UUID.class)),
                new ContactId(row.getObject("contact_id", UUID.class)),
                instant(row, "attributed_at"),
                instantOrNull(row, "converted_at"),
                row.getObject("deal_id", UUID.class));
    }

    private static Reward toReward(ResultSet row, int number) throws SQLException {
        return new Reward(
                row.getObject("id", UUID.class),
                row.getObject("referral_id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                Reward.State.of(row.getString("state")),
                instant(row, "created_at"),
                instantOrNull(row, "settled_at"),
                row.getString("settled_by"));
    }
}
