package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ContactId;
import dev.trellis.email.SendQueue.HandOver;
import dev.trellis.email.Sends.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SendQueueTests {

    private static final AtomicLong KEYS = new AtomicLong(910_000_000);

    private EmailInstance instance;
    private SendDesk desk;
    private ContactId ada;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = EmailInstance.options().start();
        desk = instance.get(SendDesk.class);
        ada = instance.reader("ada@example.com");
    }

    @AfterEach
    void stop() {
        instance.close();
        EmailTestDatabase.clear();
    }

    @Test
    void nothingThatChangesWhenAMailIsSettledIsInAnIndex() {
        // PostgreSQL then writes the new row beside the old one; indexes that sum up whole blocks may change.
        var indexed = EmailTestDatabase.jdbc().sql("""
                        select distinct a.attname from pg_index i
                        join pg_class c on c.oid = i.indexrelid
                        join pg_am m on m.oid = c.relam and m.amname <> 'brin'
                        join pg_attribute a on a.attrelid = i.indrelid and a.attnum > 0
                        where i.indrelid = 'send'::regclass
                          and (a.attnum = any(i.indkey)
                               or exists (select from pg_depend d where d.objid = i.indexrelid
                                          and d.refobjid = i.indrelid and d.refobjsubid = a.attnum))
                        """).query(String.class).list();

        assertThat(indexed)
                .contains("element_instance_key", "contact_id", "not_sent")
                .doesNotContain(
                        "state",
                        "reason",
                        "next_attempt_at",
                        "attempts",
                        "claimed_by",
                        "relay",
                        "subject",
                        "template_version",
                        "variant",
                        "smtp_code",
                        "smtp_reply",
                        "accepted_at",
                        "finished_at");
    }

    @Test
    void whoWasTakenForDeadSaysThatItLivesBeforeItTakesMail() {
        desk.showLife(Instant.now().minusSeconds(120));
        try (var other = EmailInstance.options().start()) {
            assertThat(other.get(SendDesk.class).recover(Instant.now())).isZero();
            assertThat(senders()).isZero();
            plan("receipt");

            assertThat(desk.claim("main", 0, 10, Instant.now())).hasSize(1);

            assertThat(senders()).isOne();
            assertThat(other.get(SendDesk.class).recover(Instant.now().plus(Duration.ofHours(1))))
                    .isOne();
        }
    }

    @Test
    void whatWasGivenUpGoesBackIntoTheQueueWhenTheRelayTurnsOutToHaveRefusedIt() {
        desk.showLife(Instant.now().minusSeconds(120));
        var planned = plan("marketing-hello");
        var claimed = desk.claim("main", 0, 10, Instant.now());
        desk.handOver(claimed.stream()
                .map(ready -> new HandOver(ready.send().id(), "Hello", "v", null))
                .toList());
        // Taken over by the time at which the claim had said that it lives.
        desk.showLife(Instant.now().minusSeconds(120));
        try (var other = EmailInstance.options().start()) {
            assertThat(other.get(SendDesk.class).recover(Instant.now())).isOne();
        }
        assertThat(instance.state(planned)).isEqualTo(SendState.UNKNOWN);

        desk.settle(
                "main",
                List.of(Outcome.of(planned.sendId(), SendState.PLANNED, "try later", EmailInstance.NOW)),
                Map.of(),
                Map.of());

        assertThat(instance.state(planned)).isEqualTo(SendState.PLANNED);
        assertThat(desk.claim("main", 0, 10, Instant.now())).hasSize(1);
    }

    private PlannedSend plan(String template) {
        return instance.emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), ada, template)
                        .window("any-time")
                        .build());
    }

    private static int senders() {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from sender where seen_at > '-infinity'")
                .query(Integer.class)
                .single();
    }
}
