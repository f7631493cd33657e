package dev.trellis.email.inbound;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How far each mailbox has been read. The mailbox itself is left as it is. */
@Repository
class MailboxCursors {

    private final JdbcClient jdbc;

    MailboxCursors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The last message that was read; 0 where the mailbox is new, or has numbered its messages anew. */
    long lastUid(String mailbox, long uidValidity) {
        return jdbc.sql("select last_uid from mailbox_cursor where mailbox = :mailbox and uid_validity = :validity")
                .param("mailbox", mailbox)
                .param("validity", uidValidity)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    void advance(String mailbox, long uidValidity, long lastUid) {
        jdbc.sql("""
                        insert into mailbox_cursor (mailbox, uid_validity, last_uid) values (:mailbox, :validity, :uid)
                        on conflict (mailbox) do update
                        set last_uid = case when mailbox_cursor.uid_validity = excluded.uid_validity
                                            then greatest(mailbox_cursor.last_uid, excluded.last_uid)
                                            else excluded.last_uid end,
                            uid_validity = excluded.uid_validity
                        """)
                .param("mailbox", mailbox)
                .param("validity", uidValidity)
                .param("uid", lastUid)
                .update();
    }
}
