package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trellis.contact.Consents;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactNotFoundException;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.platform.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmailsTests {

    private static final AtomicLong KEYS = new AtomicLong(1000);

    private EmailInstance instance;
    private ContactId ada;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = EmailInstance.options().start();
        ada = instance.reader("ada@example.com");
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @Test
    void aConsentingContactInOfficeHoursIsPlannedForNow() {
        var planned = plan(hello().build());

        assertThat(planned.state()).isEqualTo(SendState.PLANNED);
        assertThat(planned.dueAt()).isEqualTo(EmailInstance.NOW);
        assertThat(instance.send(planned).messageId()).isEqualTo("<" + planned.sendId() + ".1@acme.example>");
    }

    @Test
    void unknownConsentIsNotGranted() {
        var bob = instance.stranger("bob@example.com", "Bob");

        var planned = plan(
                EmailRequest.of(KEYS.incrementAndGet(), bob, "marketing-hello").build());

        assertThat(planned.state()).isEqualTo(SendState.SUPPRESSED);
        assertThat(planned.reason()).contains("never agreed to newsletter");
    }

    @Test
    void withdrawnConsentSuppresses() {
        instance.get(Consents.class).withdrawAll(ada, "test");

        assertThat(plan(hello().build()).state()).isEqualTo(SendState.SUPPRESSED);
    }

    @Test
    void mailToSomeoneWhoWasAskedWaitsForTheConfirmation() {
        var bob = instance.stranger("bob@example.com", "Bob");
        instance.get(Consents.class).ask(bob, "newsletter", "form");
        var planned = plan(
                EmailRequest.of(KEYS.incrementAndGet(), bob, "marketing-hello").build());

        assertThat(planned.state()).isEqualTo(SendState.PLANNED);
        assertThat(planned.dueAt()).isEqualTo(EmailInstance.NOW.plus(Duration.ofDays(7)));

        instance.get(Consents.class).grant(bob, "newsletter", "confirmed");

        assertThat(instance.send(planned).nextAttemptAt()).isEqualTo(EmailInstance.NOW);
    }

    @Test
    void aSuppressedAddressGetsNothing() {
        instance.get(Suppressions.class)
                .add("ADA@example.com", Suppressions.ALL, Suppressions.Reason.BOUNCE, "550 5.1.1");

        assertThat(plan(hello().build()).state()).isEqualTo(SendState.SUPPRESSED);
        assertThat(plan(EmailRequest.of(KEYS.incrementAndGet(), ada, "receipt").build())
                        .state())
                .isEqualTo(SendState.SUPPRESSED);
    }

    @Test
    void transactionalMailNeedsNoConsentAndNoWindow() {
        instance.clock().set(Instant.parse("2026-03-01T03:00:00Z"));
        instance.get(Consents.class).withdrawAll(ada, "test");

        var planned =
                plan(EmailRequest.of(KEYS.incrementAndGet(), ada, "receipt").build());

        assertThat(planned.state()).isEqualTo(SendState.PLANNED);
        assertThat(planned.dueAt()).isEqualTo(instance.clock().instant());
    }

    @Test
    void anotherFeatureMayBlockMarketing() {
        MarketingBlock block = contacts -> contacts.stream().collect(Collectors.toMap(id -> id, id -> "quiet"));
        try (var blocked = EmailInstance.options()
                .beans(Map.of(MarketingBlock.class, block))
                .start()) {
            var planned = blocked.emails().plan(hello().build());

            assertThat(planned.state()).isEqualTo(SendState.SUPPRESSED);
            assertThat(planned.reason()).isEqualTo("quiet");
        }
    }

    @Test
    void theSameStepVisitIsOneSendAndNotesItsNewestJob() {
        var request = hello().job(1L).build();
        var first = plan(request);

        var again = plan(EmailRequest.of(request.elementInstanceKey(), ada, "marketing-hello")
                .job(2L)
                .build());

        assertThat(again).isEqualTo(first);
        assertThat(instance.send(first).jobKey()).isEqualTo(2L);
    }

    @Test
    void twoHundredPlansAtOnceOfTheSameStepAreOneSend() throws Exception {
        var request = hello().job(7L).build();
        var plans = new ArrayList<Callable<PlannedSend>>();
        for (int i = 0; i < 200; i++) {
            plans.add(() -> plan(request));
        }

        var ids = new HashSet<>();
        try (var executor = Executors.newFixedThreadPool(30)) {
            for (var future : executor.invokeAll(plans)) {
                ids.add(future.get().sendId());
            }
        }

        assertThat(ids).hasSize(1);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aSecondMarketingMailWaitsForTheNextDay() {
        plan(hello().build());

        var second = plan(other().build());

        assertThat(second.state()).isEqualTo(SendState.PLANNED);
        assertThat(second.dueAt()).isBetween("2026-03-03T09:00:00Z", "2026-03-03T12:00:00Z");
    }

    @Test
    void aSecondMarketingMailIsLeftOutWhereTheStepSaysSo() {
        plan(hello().build());

        var second = plan(other().onCap(OnCap.SKIP).build());

        assertThat(second.state()).isEqualTo(SendState.CAPPED);
    }

    @Test
    void aWeekHasThreeMarketingMails() {
        for (int i = 0; i < 4; i++) {
            plan(hello().repeat(true).build());
        }

        var days = EmailTestDatabase.jdbc()
                .sql("select counts_on::text from send order by counts_on")
                .query(String.class)
                .list();
        assertThat(days).containsExactly("2026-03-02", "2026-03-03", "2026-03-04", "2026-03-09");
    }

    @Test
    void aTopicMayHaveACapOfItsOwn() {
        try (var capped =
                EmailInstance.options().topicCap("newsletter", null, 1).start()) {
            capped.get(Consents.class).grant(ada, "offers", "test");
            var first = capped.emails().plan(hello().build());
            var second = capped.emails().plan(other().build());
            var third = capped.emails()
                    .plan(other().topic("offers")
                            .onCap(OnCap.DELAY)
                            .repeat(true)
                            .build());

            assertThat(first.dueAt()).isEqualTo(EmailInstance.NOW);
            assertThat(second.dueAt()).isBetween("2026-03-09T09:00:00Z", "2026-03-09T12:00:00Z");
            assertThat(third.dueAt()).isBetween("2026-03-03T09:00:00Z", "2026-03-03T12:00:00Z");

            EmailTestDatabase.settle(first.sendId(), "SENT");
            var wednesday = Instant.parse("2026-03-04T10:00:00Z");
            capped.clock().set(wednesday);
            var skipped = hello().repeat(true).onCap(OnCap.SKIP);
            assertThat(capped.emails().plan(skipped.build()).state()).isEqualTo(SendState.CAPPED);
            var receipt =
                    EmailRequest.of(KEYS.incrementAndGet(), ada, "receipt").build();
            assertThat(capped.emails().plan(receipt).dueAt()).isEqualTo(wednesday);
        }
    }

    @Test
    void aCapIsForATopicThatExists() {
        assertThatException()
                .isThrownBy(
                        () -> EmailInstance.options().topicCap("nothing", 1, 1).start())
                .havingRootCause()
                .withMessageContaining("there is no topic but");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmailInstance.options().topicCap("offers", 0, null));
    }

    @Test
    void theCapHoldsForPlansMadeAtTheSameTime() throws Exception {
        var plans = new ArrayList<Callable<PlannedSend>>();
        for (int i = 0; i < 20; i++) {
            plans.add(() -> plan(hello().repeat(true).onCap(OnCap.SKIP).build()));
        }

        long planned = 0;
        try (var executor = Executors.newFixedThreadPool(10)) {
            for (var future : executor.invokeAll(plans)) {
                planned += future.get().state() == SendState.PLANNED ? 1 : 0;
            }
        }

        assertThat(planned).isEqualTo(1);
    }

    @Test
    void nobodyGetsATemplateTwiceWithinAYear() {
        plan(hello().build());

        assertThat(plan(hello().build()).state()).isEqualTo(SendState.CAPPED);
        assertThat(plan(hello().repeat(true).build()).state()).isEqualTo(SendState.PLANNED);
    }

    @Test
    void mailThatFindsNoRoomBeforeItsEndIsExpired() {
        instance.clock().set(Instant.parse("2026-02-28T10:00:00Z"));

        var planned =
                plan(hello().notAfter(Instant.parse("2026-03-01T10:00:00Z")).build());

        assertThat(planned.state()).isEqualTo(SendState.EXPIRED);
    }

    @Test
    void leavingAStageCancelsItsMarketingMailAndCompletesNoJob() {
        var marketing = plan(hello().stageEntry(1).job(1L).build());
        var later = plan(other().stageEntry(2).build());
        var transactional = plan(EmailRequest.of(KEYS.incrementAndGet(), ada, "receipt")
                .stageEntry(1)
                .build());

        int cancelled = instance.emails().cancelMarketing(ada, 2, "moved to mql");

        assertThat(cancelled).isEqualTo(1);
        assertThat(instance.state(marketing)).isEqualTo(SendState.CANCELLED);
        assertThat(instance.state(later)).isEqualTo(SendState.PLANNED);
        assertThat(instance.state(transactional)).isEqualTo(SendState.PLANNED);
        assertThat(instance.outbox().completed()).isEmpty();
    }

    @Test
    void theEndOfADealCancelsAllMailThatAccompaniesItAndCompletesNoJob() {
        var over = Ids.next();
        var marketing = plan(hello().deal(over).job(1L).build());
        var transactional = plan(EmailRequest.of(KEYS.incrementAndGet(), ada, "receipt")
                .deal(over)
                .build());
        var ofAnother = plan(EmailRequest.of(KEYS.incrementAndGet(), ada, "receipt")
                .deal(Ids.next())
                .build());

        int cancelled = instance.emails().cancelForDeals(List.of(over), "the deal was refunded");

        assertThat(cancelled).isEqualTo(2);
        assertThat(instance.state(marketing)).isEqualTo(SendState.CANCELLED);
        assertThat(instance.state(transactional)).isEqualTo(SendState.CANCELLED);
        assertThat(instance.state(ofAnother)).isEqualTo(SendState.PLANNED);
        assertThat(instance.send(ofAnother).dealId()).isNotEqualTo(over).isNotNull();
        assertThat(instance.outbox().completed()).isEmpty();
    }

    @Test
    void manyArePlannedAtOnce() {
        var requests = new ArrayList<EmailRequest>();
        for (int i = 0; i < 50; i++) {
            requests.add(EmailRequest.of(
                            KEYS.incrementAndGet(), instance.reader("r" + i + "@example.com"), "marketing-hello")
                    .build());
        }
        requests.add(EmailRequest.of(KEYS.incrementAndGet(), new ContactId(Ids.next()), "marketing-hello")
                .build());

        var plans = instance.emails().planAll(requests);

        assertThat(plans).hasSize(50);
        assertThat(plans.values()).allMatch(planned -> planned.state() == SendState.PLANNED);
    }

    @Test
    void whatCannotBePlannedIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(EmailRequest.of(1, ada, "nowhere").build()))
                .withMessageContaining("nowhere")
                .withMessageContaining("marketing-hello");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(hello().window("midnight").build()))
                .withMessageContaining("office-hours");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(hello().topic("gossip").build()))
                .withMessageContaining("gossip");
        assertThatExceptionOfType(ContactNotFoundException.class)
                .isThrownBy(() -> plan(EmailRequest.of(1, new ContactId(Ids.next()), "marketing-hello")
                        .build()));
    }

    private EmailRequest.Builder hello() {
        return EmailRequest.of(KEYS.incrementAndGet(), ada, "marketing-hello").step("lead", "hello");
    }

    private EmailRequest.Builder other() {
        return EmailRequest.of(KEYS.incrementAndGet(), ada, "marketing-other").step("lead", "other");
    }

    private PlannedSend plan(EmailRequest request) {
        return instance.emails().plan(request);
    }

    private static long count() {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from send")
                .query(Long.class)
                .single();
    }
}
