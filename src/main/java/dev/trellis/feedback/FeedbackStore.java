package dev.trellis.feedback;

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
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows behind {@link Feedbacks}. */
@Repository
class FeedbackStore {

    private final JdbcClient jdbc;

    FeedbackStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Feedback> find(UUID id) {
        return jdbc.sql("select * from feedback where id = :id")
                .param("id", id)
                .query(FeedbackStore::toFeedback)
                .optional();
    }

    List<Feedback> of(ContactId contact) {
        return jdbc.sql("select * from feedback where contact_id = :contact order by id")
                .param("contact", contact.value())
                .query(FeedbackStore::toFeedback)
                .list();
    }

    Optional<Feedback> lastAnswer(ContactId contact, FeedbackKind kind) {
        return jdbc.sql("""
                        select * from feedback
                        where contact_id = :contact and kind = :kind and answered_at is not null
                        order by coalesce(changed_at, answered_at) desc, id desc
                        limit 1""")
                .param("contact", contact.value())
                .param("kind", kind.label())
                .query(FeedbackStore::toFeedback)
                .optional();
    }

    /** Adds a question, or finds the one that the same visit to a step asked. */
    Feedback add(ContactId contact, FeedbackKind kind, @Nullable Long visit, Instant at) {
        var added = jdbc.sql("""
                        insert into feedback (id, contact_id, kind, requested_at, element_instance_key)
                        values (:id, :contact, :kind, :at, :visit)
                        on conflict (element_instance_key) do nothing
                        returning *""")
                .param("id", Ids.next())
                .param("contact", contact.value())
                .param("kind", kind.label())
                .param("at", utc(at))
                .param("visit", visit)
                .query(FeedbackStore::toFeedback)
                .optional();
        return added.orElseGet(() -> jdbc.sql("select * from feedback where element_instance_key = :visit")
                .param("visit", visit)
                .query(FeedbackStore::toFeedback)
                .single());
    }

    Feedback answer(UUID id, int score, @Nullable String comment, Instant at) {
        return jdbc.sql("""
                        update feedback
                        set score = :score,
                            comment = :comment,
                            corrections = case when answered_at is null then 0 else corrections + 1 end,
                            changed_at = case when answered_at is null then null else :at end,
                            answered_at = coalesce(answered_at, :at)
                        where id = :id
                        returning *""")
                .param("score", score)
                .param("comment", comment)
                .param("at", utc(at))
                .param("id", id)
                .query(FeedbackStore::toFeedback)
                .single();
    }

    Page<Feedback> page(@Nullable ContactId contact, boolean answeredOnly, @Nullable String after, int limit) {
        var cursor = Cursor.parse(after);
        var sql = new StringBuilder("select * from feedback where true");
        var parameters = new HashMap<String, Object>();
        if (contact != null) {
            sql.append(" and contact_id = :contact");
            parameters.put("contact", contact.value());
        }
        if (answeredOnly) {
            sql.append(" and answered_at is not null");
        }
        if (cursor != null) {
            sql.append(" and (requested_at, id) > (:cursorAt, :cursorId)");
            parameters.put("cursorAt", utc(cursor.at()));
            parameters.put("cursorId", cursor.id());
        }
        var rows = jdbc.sql(sql.append(" order by requested_at, id limit ")
                        .append(limit + 1)
                        .toString())
                .params(parameters)
                .query(FeedbackStore::toFeedback)
                .list();
        return Page.of(rows, limit, feedback -> new Cursor(feedback.requestedAt(), feedback.id()));
    }

    private static Feedback toFeedback(ResultSet row, int number) throws SQLException {
        return new Feedback(
                row.getObject("id", UUID.class),
                new ContactId(row.getObject("contact_id", UUID.class)),
                FeedbackKind.of(row.getString("kind")),
                instant(row, "requested_at"),
                instantOrNull(row, "answered_at"),
                instantOrNull(row, "changed_at"),
                row.getInt("corrections"),
                row.getObject("score", Integer.class),
                row.getString("comment"));
    }
}
