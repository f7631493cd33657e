package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trellis.contact.ContactId;
import dev.trellis.email.Account.Reason;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.SendQueue.HandOver;
import dev.trellis.email.Sends.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconciliationTests {

    private static final AtomicLong KEYS = new AtomicLong(9000);

    private EmailInstance instance;
    private Reconciliation reconciliation;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = EmailInstance.options().start();
        reconciliation = instance.get(Reconciliation.class);
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void everyEmailHasItsPlaceWhateverBecameOfIt() {
        var ada = reader("ada");
        settle(plan(ada), SendState.SENT, null);
        settle(plan(reader("bob")), SendState.SENT, null);
        settle(plan(reader("cleo")), SendState.FAILED, "There is no such address");
        settle(plan(reader("dan")), SendState.UNKNOWN, "The relay had it and did not answer: reset by 10.0.0.1");
        plan(suppressed("eve", "550 5.1.1 no eve"));
        plan(suppressed("fay", "550 5.1.1 no fay"));
        plan(instance.stranger("gus@example.com", "Gus"));
        plan(hello(ada).repeat(true).onCap(OnCap.SKIP));
        plan(hello(reader("hal")).notAfter(EmailInstance.NOW.plusSeconds(1)));
        instance.clock().advance(Duration.ofSeconds(2));
        instance.get(SendDesk.class).expire();
        var ian = reader("ian");
        plan(hello(ian).stageEntry(1));
        instance.emails().cancelMarketing(ian, 2, "The contact left the stage");
        plan(reader("joy"));
        instance.get(SendDesk.class).claim("main", 0, 10, Instant.now());
        plan(reader("kim"));

        var account = only(null, null);

        assertThat(account.sums()).isEqualTo(new Sums(12, 2, 2, 3, 1, 1, 1, 1, 1));
        assertThat(account.reasons())
                .containsExactlyInAnyOrder(
                        new Reason("failed", "There is no such address", 1),
                        new Reason("unknown", "The relay had it and did not answer", 1),
                        new Reason("suppressed", "bounce (all)", 2),
                        new Reason("suppressed", "The contact never agreed to newsletter", 1),
                        new Reason("capped", "The contact has enough mail", 1),
                        new Reason("expired", "Its time had passed before it could go", 1),
                        new Reason("cancelled", "The contact left the stage", 1));
        assertThat(account.reasons().getFirst().emails()).isEqualTo(2);
    }

    @Test
    void theSumsOfAllStatesAddUpToWhatWasPlanned() {
        var ada = reader("ada");
        var stored = EnumSet.complementOf(EnumSet.of(SendState.CLAIMED, SendState.HANDED_OVER));
        for (var state : stored) {
            EmailTestDatabase.settle(plan(ada).sendId(), state.name());
        }

        var sums = only(null, null).sums();

        assertThat(sums.planned()).isEqualTo(stored.size());
        assertThat(sums.sent()
                        + sums.waiting()
                        + sums.suppressed()
                        + sums.capped()
                        + sums.expired()
                        + sums.failed()
                        + sums.unknown()
                        + sums.cancelled())
                .isEqualTo(sums.planned());
    }

    @Test
    void journeysAndTemplatesAreAccountedForApart() {
        plan(reader("ada"));
        plan(EmailRequest.of(KEYS.incrementAndGet(), reader("bob"), "marketing-other")
                .step("mql", "mail"));
        plan(EmailRequest.of(KEYS.incrementAndGet(), reader("cleo"), "receipt"));

        assertThat(reconciliation.between(EmailInstance.NOW, EmailInstance.NOW.plusSeconds(1), null, null))
                .extracting(
                        Account::journey,
                        Account::template,
                        account -> account.sums().planned())
                .containsExactly(
                        tuple(null, "receipt", 1L),
                        tuple("lead", "marketing-hello", 1L),
                        tuple("mql", "marketing-other", 1L));
        assertThat(only("mql", null).template()).isEqualTo("marketing-other");
        assertThat(only(null, "receipt").journey()).isNull();
        assertThat(reconciliation.between(EmailInstance.NOW.plusSeconds(1), Instant.now(), null, null))
                .isEmpty();
    }

    private Account only(@Nullable String journey, @Nullable String template) {
        var accounts = reconciliation.between(Instant.EPOCH, EmailInstance.NOW.plusSeconds(60), journey, template);
        assertThat(accounts).hasSize(1);
        return accounts.getFirst();
    }

    private ContactId reader(String name) {
        return instance.reader(name + "@example.com");
    }

    private ContactId suppressed(String name, String evidence) {
        instance.get(Suppressions.class)
                .add(name + "@example.com", Suppressions.ALL, Suppressions.Reason.BOUNCE, evidence);
        return reader(name);
    }

    private EmailRequest.Builder hello(ContactId contact) {
        return EmailRequest.of(KEYS.incrementAndGet(), contact, "marketing-hello")
                .step("lead", "mail");
    }

    private PlannedSend plan(ContactId contact) {
        return plan(hello(contact));
    }

    private PlannedSend plan(EmailRequest.Builder request) {
        return instance.emails().plan(request.build());
    }

    private void settle(PlannedSend planned, SendState state, @Nullable String reason) {
        var desk = instance.get(SendDesk.class);
        assertThat(desk.claim("main", 0, 10, Instant.now())).hasSize(1);
        assertThat(desk.handOver(List.of(new HandOver(planned.sendId(), "Hello", "1", "a"))))
                .hasSize(1);
        desk.settle(
                "main", List.of(Outcome.of(planned.sendId(), state, reason, EmailInstance.NOW)), Map.of(), Map.of());
    }
}
