package dev.trellis.email;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.Consents;
import dev.trellis.contact.ContactId;
import dev.trellis.email.SendQueue.HandOver;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SenderTests {

    private static final AtomicLong KEYS = new AtomicLong(1_000_000);

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();
    private EmailInstance instance;
    private ContactId ada;

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance = EmailInstance.options().sendingTo(relay.port()).start();
        ada = instance.reader("ada@example.com");
    }

    @AfterEach
    void stop() {
        instance.close();
        relay.close();
    }

    @Test
    void whatIsPlannedIsSentOnceAndCompletesItsJob() {
        var planned = plan(hello(ada).job(42L).build());

        waitFor(planned, SendState.SENT);

        var send = instance.send(planned);
        assertThat(relay.messageIds()).containsExactly(send.messageId());
        assertThat(send.subject()).isEqualTo("Hello Ada");
        assertThat(send.smtpCode()).isEqualTo(250);
        assertThat(send.acceptedAt()).isEqualTo(EmailInstance.NOW);
        assertThat(instance.outbox().completed())
                .containsEntry(
                        42L, Map.of("outcome", "sent", "sendId", send.id().toString()));
    }

    @Test
    void hundredsOfMailsFromTwoInstancesAreEachSentOnce() {
        var requests = new ArrayList<EmailRequest>();
        for (int i = 0; i < 300; i++) {
            requests.add(hello(instance.reader("r" + i + "@example.com"))
                    .job((long) i)
                    .build());
        }
        try (var second = EmailInstance.options().sendingTo(relay.port()).start()) {
            instance.emails().planAll(requests);

            await().atMost(60, SECONDS)
                    .untilAsserted(() -> assertThat(count("SENT")).isEqualTo(300));

            assertThat(relay.messageIds()).hasSize(300).doesNotHaveDuplicates();
            assertThat(instance.outbox().completed().size()
                            + second.outbox().completed().size())
                    .isEqualTo(300);
        }
        assertThat(relay.connections()).isLessThan(100);
    }

    @Test
    void aRelayThatHangsUpAfterEverySeventhMailGetsThemAllOnce() {
        var mails = new AtomicInteger();
        relay.script((command, recipient) ->
                command.equals("MAIL") && mails.incrementAndGet() % 7 == 0 ? ScriptedSmtpServer.CUT : null);
        var requests = new ArrayList<EmailRequest>();
        for (int i = 0; i < 60; i++) {
            requests.add(receipt(instance.reader("r" + i + "@example.com")).build());
        }

        instance.emails().planAll(requests);

        await().atMost(60, SECONDS).untilAsserted(() -> {
            instance.clock().advance(Duration.ofMinutes(1));
            assertThat(count("SENT")).isEqualTo(60);
        });
        assertThat(relay.messageIds()).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void aRelayThatAsksToTryLaterIsTriedLater() {
        var refusals = new AtomicInteger();
        relay.script((command, recipient) ->
                command.equals("RCPT") && refusals.getAndIncrement() == 0 ? "450 4.2.1 busy" : null);
        var planned = plan(receipt(ada).build());

        await().atMost(30, SECONDS)
                .untilAsserted(
                        () -> assertThat(instance.send(planned).smtpCode()).isEqualTo(450));
        assertThat(instance.state(planned)).isEqualTo(SendState.PLANNED);
        assertThat(instance.send(planned).nextAttemptAt())
                .isBetween(EmailInstance.NOW.plusSeconds(45), EmailInstance.NOW.plusSeconds(75));

        instance.clock().advance(Duration.ofMinutes(2));
        waitFor(planned, SendState.SENT);
        assertThat(instance.send(planned).attempts()).isEqualTo(2);
    }

    @Test
    void ofARelayThatRefusesManyEveryMailIsSentOnceOrSaysWhyNot() {
        var busy = ConcurrentHashMap.<String>newKeySet();
        relay.script((command, recipient) -> {
            if (!command.equals("RCPT")) {
                return null;
            }
            int number = Integer.parseInt(recipient.substring(1, recipient.indexOf('@')));
            if (number % 20 == 0) {
                return "550 5.1.1 no such user";
            }
            return number % 10 < 3 && busy.add(recipient) ? "450 4.2.1 busy" : null;
        });
        var requests = new ArrayList<EmailRequest>();
        for (int i = 0; i < 200; i++) {
            requests.add(receipt(instance.reader("r" + i + "@example.com")).build());
        }

        instance.emails().planAll(requests);

        await().atMost(60, SECONDS).untilAsserted(() -> {
            instance.clock().advance(Duration.ofMinutes(1));
            assertThat(count("PLANNED")).isZero();
        });
        assertThat(count("SENT")).isEqualTo(190);
        assertThat(count("FAILED")).isEqualTo(10);
        assertThat(relay.messageIds()).hasSize(190).doesNotHaveDuplicates();
        assertThat(EmailTestDatabase.jdbc()
                        .sql("select count(*) from send where state = 'SENT' and attempts = 2")
                        .query(Integer.class)
                        .single())
                .isEqualTo(50);
    }

    @Test
    void manyInARowWhoMayNotBeWrittenToKeepNobodyElseWaiting() {
        instance.get(Holds.class).place(HoldKind.STREAM, Stream.MARKETING.label(), "ops", null);
        var requests = new ArrayList<EmailRequest>();
        for (int i = 0; i < 330; i++) {
            requests.add(hello(instance.reader("r" + i + "@example.com")).build());
        }
        instance.emails().planAll(requests);
        for (int i = 0; i < 300; i++) {
            instance.get(Suppressions.class)
                    .add("r" + i + "@example.com", Suppressions.ALL, Suppressions.Reason.BOUNCE, "550 5.1.1");
        }

        instance.get(Holds.class).release(HoldKind.STREAM, Stream.MARKETING.label());

        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(count("PLANNED")).isZero());
        assertThat(count("SENT")).isEqualTo(30);
        assertThat(count("SUPPRESSED")).isEqualTo(300);
        assertThat(relay.messageIds()).hasSize(30);
    }

    @Test
    void anAddressThatDoesNotExistIsNeverWrittenToAgain() {
        relay.script((command, recipient) -> command.equals("RCPT") ? "550 5.1.1 no such user" : null);
        var planned = plan(receipt(ada).job(9L).build());

        waitFor(planned, SendState.FAILED);

        assertThat(instance.outbox().completed().get(9L)).containsEntry("outcome", "failed");
        assertThat(instance.get(Suppressions.class)
                        .page("ada@example.com", null, 10)
                        .items())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.reason()).isEqualTo(Suppressions.Reason.BOUNCE);
                    assertThat(entry.evidence()).contains("550 5.1.1");
                });
        assertThat(plan(receipt(ada).build()).state()).isEqualTo(SendState.SUPPRESSED);
    }

    @Test
    void aRefusalOfWhatWeAreSaysNothingAboutTheAddress() {
        relay.script(
                (command, recipient) -> command.equals("RCPT") ? "550 5.7.1 user unknown to our block list" : null);
        var planned = plan(receipt(ada).build());

        waitFor(planned, SendState.FAILED);

        assertThat(instance.get(Suppressions.class)
                        .page("ada@example.com", null, 10)
                        .items())
                .isEmpty();
    }

    @Test
    void aRelayThatClosesIsLeftAloneForAMoment() {
        var refusals = new AtomicInteger();
        relay.script((command, recipient) ->
                command.equals("MAIL") && refusals.getAndIncrement() == 0 ? "421 4.3.2 shutting down" : null);
        var planned = plan(receipt(ada).build());

        await().atMost(30, SECONDS)
                .untilAsserted(
                        () -> assertThat(instance.send(planned).smtpCode()).isEqualTo(421));
        instance.clock().advance(Duration.ofMinutes(2));

        waitFor(planned, SendState.SENT);
        assertThat(relay.connections()).isEqualTo(2);
    }

    @Test
    void marketingMailThatTheRelayHadAndDidNotAnswerIsUnknownAndNotSentAgain() {
        relay.script((command, recipient) -> command.equals(".") ? ScriptedSmtpServer.CUT : null);
        var planned = plan(hello(ada).job(5L).build());

        waitFor(planned, SendState.UNKNOWN);

        assertThat(instance.outbox().completed().get(5L)).containsEntry("outcome", "unknown");
        assertThat(relay.messages()).hasSize(1);
    }

    @Test
    void transactionalMailThatTheRelayDidNotAnswerIsSentAgainUnderTheSameId() {
        var dots = new AtomicInteger();
        relay.script((command, recipient) ->
                command.equals(".") && dots.getAndIncrement() == 0 ? ScriptedSmtpServer.CUT : null);
        var planned = plan(receipt(ada).build());

        await().atMost(30, SECONDS)
                .untilAsserted(
                        () -> assertThat(instance.send(planned).attempts()).isEqualTo(1));
        instance.clock().advance(Duration.ofMinutes(2));
        waitFor(planned, SendState.SENT);

        assertThat(new HashSet<>(relay.messageIds()))
                .containsExactly(instance.send(planned).messageId());
        assertThat(relay.messages()).hasSize(2);
    }

    @Test
    void nothingIsLostWhileTheRelayIsAway() {
        relay.down();
        var planned = plan(hello(ada).build());
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(instance.send(planned).reason()).contains("not to be reached"));
        assertThat(instance.state(planned)).isEqualTo(SendState.PLANNED);

        relay.up();

        waitFor(planned, SendState.SENT);
        assertThat(instance.send(planned).attempts()).isEqualTo(1);
        assertThat(relay.messages()).hasSize(1);
    }

    @Test
    void whatADeadInstanceHadInHandIsTakenOver() {
        instance.close();
        List<PlannedSend> handedOver = new ArrayList<>();
        PlannedSend claimed;
        try (var dying = EmailInstance.options().start()) {
            var desk = dying.get(SendDesk.class);
            desk.showLife(Instant.now().minusSeconds(120));
            handedOver.add(dying.emails().plan(hello(ada).job(1L).build()));
            handedOver.add(dying.emails().plan(receipt(ada).job(2L).build()));
            var batch = desk.claim("main", 0, 10, Instant.now());
            assertThat(batch).hasSize(2);
            desk.handOver(batch.stream()
                    .map(ready -> new HandOver(ready.send().id(), "subject", "v", null))
                    .toList());
            claimed =
                    dying.emails().plan(receipt(dying.reader("bob@example.com")).build());
            assertThat(desk.claim("main", 0, 10, Instant.now())).hasSize(1);
        }

        instance = EmailInstance.options().sendingTo(relay.port()).start();

        waitFor(claimed, SendState.SENT);
        waitFor(handedOver.get(1), SendState.SENT);
        waitFor(handedOver.get(0), SendState.UNKNOWN);
        assertThat(instance.outbox().completed().get(1L)).containsEntry("outcome", "unknown");
        assertThat(relay.messageIds())
                .containsExactlyInAnyOrder(
                        instance.send(claimed).messageId(),
                        instance.send(handedOver.get(1)).messageId());
    }

    @Test
    void aLivingInstanceKeepsWhatItHasInHand() {
        try (var other = EmailInstance.options().start()) {
            instance.close();
            var desk = other.get(SendDesk.class);
            desk.showLife(Instant.now());
            other.emails().plan(receipt(ada).build());
            assertThat(desk.claim("main", 0, 10, Instant.now())).hasSize(1);
            try (var third = EmailInstance.options().start()) {
                assertThat(third.get(SendDesk.class).recover(Instant.now())).isZero();
            }
        }
        instance = EmailInstance.options().start();
    }

    @Test
    void aPausedStreamKeepsItsPlaceAndGoesOn() {
        instance.get(Holds.class).place(HoldKind.STREAM, "marketing", "test", null);
        var marketing = plan(hello(ada).build());
        var transactional = plan(receipt(ada).build());

        waitFor(transactional, SendState.SENT);
        assertThat(instance.state(marketing)).isEqualTo(SendState.PLANNED);

        instance.get(Holds.class).release(HoldKind.STREAM, "marketing");
        waitFor(marketing, SendState.SENT);
    }

    @Test
    void consentIsLookedAtAgainRightBeforeSending() {
        instance.get(Holds.class).place(HoldKind.STREAM, "marketing", "test", null);
        var planned = plan(hello(ada).job(3L).build());
        instance.get(Consents.class).withdraw(ada, "newsletter", "unsubscribed");
        instance.get(Holds.class).release(HoldKind.STREAM, "marketing");

        waitFor(planned, SendState.SUPPRESSED);

        assertThat(relay.messages()).isEmpty();
        assertThat(instance.outbox().completed().get(3L)).containsEntry("outcome", "suppressed");
    }

    @Test
    void mailThatPilesUpDuringAPauseStillRespectsTheCap() {
        instance.get(Holds.class).place(HoldKind.STREAM, "marketing", "test", null);
        var first = plan(hello(ada).build());
        var second = plan(
                EmailRequest.of(KEYS.incrementAndGet(), ada, "marketing-other").build());
        instance.clock().set(Instant.parse("2026-03-04T10:00:00Z"));
        // What is due only now has left, so whoever looks for mail has seen the time.
        waitFor(plan(receipt(ada).build()), SendState.SENT);
        instance.get(Holds.class).release(HoldKind.STREAM, "marketing");

        waitFor(first, SendState.SENT);
        await().atMost(30, SECONDS)
                .untilAsserted(
                        () -> assertThat(instance.send(second).dueAt()).isAfter(Instant.parse("2026-03-05T08:59:59Z")));
        assertThat(instance.state(second)).isEqualTo(SendState.PLANNED);
    }

    @Test
    void whatIsOfNoUseAnyMoreExpires() {
        instance.get(Holds.class).place(HoldKind.STREAM, "marketing", "test", null);
        var planned = plan(hello(ada)
                .job(4L)
                .notAfter(EmailInstance.NOW.plus(Duration.ofHours(1)))
                .build());
        instance.clock().advance(Duration.ofHours(2));
        assertThat(instance.state(planned)).isEqualTo(SendState.PLANNED);

        instance.get(Holds.class).release(HoldKind.STREAM, "marketing");

        waitFor(planned, SendState.EXPIRED);
        assertThat(instance.outbox().completed().get(4L)).containsEntry("outcome", "expired");
    }

    @Test
    void theRelayGetsNoMoreThanItsPace() {
        instance.close();
        instance =
                EmailInstance.options().sendingTo(relay.port()).maxPerSecond(20).start();
        var requests = new ArrayList<EmailRequest>();
        for (int i = 0; i < 60; i++) {
            requests.add(receipt(instance.reader("p" + i + "@example.com")).build());
        }
        long start = System.nanoTime();

        instance.emails().planAll(requests);

        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(count("SENT")).isEqualTo(60));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1500));
    }

    @Test
    void marketingMailCarriesWhatTheLawAndTheMailboxesWant() throws Exception {
        var planned = plan(hello(ada).build());
        waitFor(planned, SendState.SENT);

        var message = Messages.parse(relay.messages().getFirst());

        assertThat(message.getFrom()[0]).hasToString("Acme GmbH <hello@acme.example>");
        assertThat(message.getHeader("List-Unsubscribe", null))
                .startsWith("<https://mail.example.org/t/u/")
                .contains("<mailto:hello@acme.example?subject=unsubscribe%20");
        assertThat(message.getHeader("List-Unsubscribe-Post", null)).isEqualTo("List-Unsubscribe=One-Click");
        assertThat(message.getHeader("List-Id", null)).isEqualTo("<newsletter.acme.example>");
        assertThat(message.getHeader("Feedback-ID", null)).isEqualTo("marketing-hello:lead:marketing:acmeexample");
        var parts = (MimeMultipart) message.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContent().toString())
                .contains("Hi Ada,")
                .contains("the guide (https://www.example.com/guide?a=1&b=2)")
                .contains("- one")
                .contains("Acme GmbH, 1 Main Street")
                .doesNotContain("Only in the preview");
        assertThat(parts.getBodyPart(1).getContent().toString())
                .contains("https://mail.example.org/t/c/")
                .contains("https://mail.example.org/t/h/")
                // In the United Kingdom, and never asked.
                .doesNotContain("https://mail.example.org/t/o/")
                .doesNotContain("href=\"https://www.example.com");
    }

    @Test
    void noNameCanAddAHeader() throws Exception {
        var evil = instance.stranger("evil@example.com", "Eve\r\nBcc: victim@example.com\r\n\r\nHi");
        var planned = plan(EmailRequest.of(KEYS.incrementAndGet(), evil, "internal-alert")
                .to(new EmailRequest.Recipient("owner@example.com", "Own\r\nBcc: x@example.com"))
                .owner(new EmailRequest.Owner("Olga\nX-Evil: 1", "olga@example.com"))
                .inTheNameOfOwner(true)
                .facts(Map.of("reason", "a\r\nX-Evil: 2"))
                .build());
        waitFor(planned, SendState.SENT);

        var message = Messages.parse(relay.messages().getFirst());

        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getHeader("X-Evil")).isNull();
        assertThat(message.getAllRecipients()).hasSize(1);
        assertThat(message.getReplyTo()[0].toString()).contains("olga@example.com");
        assertThat(message.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
    }

    @Test
    void anInternationalAddressGetsItsMailWhereTheRelayCan() {
        relay.script((command, recipient) ->
                command.equals("EHLO") ? "250-scripted\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8" : null);
        var planned = plan(receipt(instance.reader("jörg@example.com")).build());

        waitFor(planned, SendState.SENT);

        assertThat(relay.messages().getFirst()).contains("<jörg@example.com>");
        assertThat(relay.commands()).contains("RCPT TO:<jörg@example.com>");
    }

    @Test
    void anInternationalAddressSaysWhyWhereTheRelayCannot() {
        var planned = plan(receipt(instance.reader("jörg@example.com")).build());

        waitFor(planned, SendState.FAILED);

        assertThat(instance.send(planned).smtpReply()).contains("SMTPUTF8");
        assertThat(relay.messages()).isEmpty();
    }

    @Test
    void anAddressThatIsTwoIsRefused() {
        var planned = plan(EmailRequest.of(KEYS.incrementAndGet(), ada, "internal-alert")
                .to(new EmailRequest.Recipient("a@example.com,b@example.com", null))
                .build());

        waitFor(planned, SendState.FAILED);

        assertThat(relay.messages()).isEmpty();
    }

    @Test
    void marketingIsHeldUntilTheSenderIsKnownWhereTheRelayIsNotOurs() {
        try (var far = EmailInstance.options().relayHost("smtp.invalid").start()) {
            assertThat(far.get(Streams.class).stopped().get(Stream.MARKETING)).contains("TRELLIS_MAIL_FROM");
            far.emails().plan(hello(ada).build());
            assertThat(far.get(SendDesk.class).claim("main", 0, 10, Instant.now()))
                    .isEmpty();
        }
    }

    private static EmailRequest.Builder hello(ContactId contact) {
        return EmailRequest.of(KEYS.incrementAndGet(), contact, "marketing-hello")
                .step("lead", "hello");
    }

    private static EmailRequest.Builder receipt(ContactId contact) {
        return EmailRequest.of(KEYS.incrementAndGet(), contact, "receipt").step("system", "receipt");
    }

    private PlannedSend plan(EmailRequest request) {
        return instance.emails().plan(request);
    }

    private void waitFor(PlannedSend planned, SendState state) {
        await().atMost(30, SECONDS)
                .untilAsserted(() -> assertThat(instance.state(planned)).isEqualTo(state));
    }

    private static int count(String state) {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from send where state = :state")
                .param("state", state)
                .query(Integer.class)
                .single();
    }
}
