package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@DatabaseTest
class SentTests {

    private final Database database;
    private final Sent sent;

    SentTests(Database database) {
        this.database = database;
        this.sent = new Sent(database.jdbc());
    }

    @BeforeEach
    void fill() {
        var jdbc = database.jdbc();
        jdbc.sql("""
                        insert into contact (id, email, email_key, created_at, updated_at)
                        select gen_random_uuid(), e, lower(e), now(), now()
                        from unnest(array['Ada_L@lovelace.example', 'adaxl@other.example']) e
                        """).update();
        jdbc.sql("""
                        insert into send (id, element_instance_key, contact_id, process_id, element_id, template, stream,
                                          recipient_address, to_contact, in_the_name_of_owner, send_window, on_cap, repeat,
                                          links, facts, state, planned_at, due_at, counts_on, not_after, next_attempt_at,
                                          message_id)
                        select uuidv7(), -row_number() over (), c.id, 'lead', 'send-guide', state, 'marketing', c.email, true,
                               false, 'ANY', 'DELAY', false, '[]', '{}', state, now(), now(), current_date, now(), now(), 'm'
                        from contact c,
                             unnest(array['SENT', 'SENT', 'SENT', 'PLANNED', 'PLANNED', 'FAILED']) state
                        order by c.email_key
                        """).update();
        jdbc.sql("""
                        insert into send_queue (send_id, stream, process_id, template, next_attempt_at, not_after)
                        select id, stream, process_id, template, next_attempt_at, not_after from send where state = 'PLANNED'
                        """).update();
    }

    @AfterEach
    void leaveNothing() {
        database.clear();
    }

    @Test
    void isFoundByWhoseItIsAndWhatBecameOfIt() {
        assertThat(found("", "")).hasSize(12).doesNotHaveDuplicates();
        assertThat(found("", "planned")).hasSize(4);
        assertThat(found("", "failed")).hasSize(2);
        assertThat(found("", "drop table send")).hasSize(12);
        assertThat(found("ADA_", "")).hasSize(6).allMatch(email -> email.to().equals("Ada_L@lovelace.example"));
        assertThat(found("ada", "sent")).hasSize(6);
        assertThat(found("@other.", "failed")).singleElement().satisfies(email -> {
            assertThat(email.to()).isEqualTo("adaxl@other.example");
            assertThat(email.state()).isEqualTo("failed");
        });
        assertThat(found("lovelace", "")).isEmpty();
    }

    @Test
    void ofVeryManyWhoseMailIsLookedForItIsFoundAlike() {
        database.jdbc().sql("""
                        insert into contact (id, email, email_key, created_at, updated_at)
                        select gen_random_uuid(), 'm' || i || '@other.example', 'm' || i || '@other.example', now(), now()
                        from generate_series(1, 5000) as i
                        """).update();

        assertThat(found("@other.", "")).hasSize(6).allMatch(email -> email.to().equals("adaxl@other.example"));
        assertThat(found("@other.", "failed")).hasSize(1);
        assertThat(found("m", "")).isEmpty();
    }

    @Test
    void whatWasPlannedLastComesFirst() {
        assertThat(found("", "").stream().map(email -> email.id().toString()).toList())
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    /** All pages of five. */
    private List<Sent.Email> found(String to, String state) {
        var all = new ArrayList<Sent.Email>();
        @Nullable String next = null;
        do {
            var before = next;
            var page = database.transactions().execute(status -> sent.find(to, state, before, 5));
            all.addAll(page.items());
            next = page.next();
        } while (next != null);
        return all;
    }
}
