package dev.trellis.email;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.Consents;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactQuery;
import dev.trellis.contact.Contacts;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.SendChecks.Subject;
import dev.trellis.platform.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class MailingsTests {

    private static final AtomicLong KEYS = new AtomicLong(20_000);

    /** A Saturday night in London, a Sunday morning in Auckland. */
    private static final Instant SATURDAY = Instant.parse("2026-03-07T22:00:00Z");

    private EmailInstance instance;
    private Mailings mailings;
    private TransactionTemplate transaction;

    @BeforeEach
    void start() {
        start(EmailInstance.options());
    }

    private void start(EmailInstance.Options options) {
        EmailTestDatabase.clear();
        instance = options.start();
        mailings = instance.get(Mailings.class);
        transaction = new TransactionTemplate(instance.get(JdbcTransactionManager.class));
    }

    @AfterEach
    void stop() {
        instance.close();
    }

    @ParameterizedTest
    @EnumSource
    void theDatabaseDecidesAsThePolicyDoes(OnCap onCap) {
        decidesAsThePolicyDoes(onCap);
    }

    @Test
    void theDatabaseKnowsTheCapOfATopic() {
        long without = decidesAsThePolicyDoes(OnCap.SKIP).getOrDefault(Skip.CAPPED, 0L);
        stop();
        start(EmailInstance.options().topicCap("newsletter", null, 1));

        assertThat(decidesAsThePolicyDoes(OnCap.SKIP).getOrDefault(Skip.CAPPED, 0L))
                .isGreaterThan(without);
    }

    private Map<Skip, Long> decidesAsThePolicyDoes(OnCap onCap) {
        var random = new Random(42);
        var people = new ArrayList<ContactId>();
        for (int i = 0; i < 120; i++) {
            people.add(somebody(i, random));
        }
        var mailing = mailing(
                SendWindows.OFFICE_HOURS, onCap, instance.clock().instant().plus(Duration.ofDays(30)));

        var expected = new EnumMap<Skip, Long>(Skip.class);
        long allowed = 0;
        for (var person : people) {
            var skip = byPolicy(mailing, person);
            if (skip == null) {
                allowed++;
            } else {
                expected.merge(skip, 1L, Long::sum);
            }
        }
        var slice = look(mailing);

        assertThat(slice.skipped()).isEqualTo(expected);
        assertThat(slice.planned()).isEqualTo(allowed).isGreaterThan(10);
        assertThat(expected.keySet()).hasSizeGreaterThanOrEqualTo(onCap == OnCap.SKIP ? 6 : 5);
        assertThat(plan(mailing, null)).isEqualTo(slice);
        assertThat(count()).isEqualTo(allowed);
        return expected;
    }

    @Test
    void eachGetsItWhenTheWindowOpensWhereTheyLiveAndNotAllAtOnce() {
        instance.clock().set(SATURDAY);
        for (int i = 0; i < 40; i++) {
            reader("london-" + i, "Europe/London");
            reader("auckland-" + i, "Pacific/Auckland");
        }

        plan(mailing(SendWindows.OFFICE_HOURS, OnCap.DELAY, SATURDAY.plus(Duration.ofDays(7))), null);

        var london = due("london-%");
        assertThat(london).hasSize(40).allMatch(due -> isWithin(due, "2026-03-09T09:00:00Z", "2026-03-09T12:00:00Z"));
        assertThat(london.stream().distinct().count()).isGreaterThan(30);
        assertThat(due("auckland-%"))
                .hasSize(40)
                .allMatch(due -> isWithin(due, "2026-03-08T20:00:00Z", "2026-03-08T23:00:00Z"));
        assertThat(EmailTestDatabase.jdbc()
                        .sql("select distinct counts_on from send")
                        .query(LocalDate.class)
                        .list())
                .containsExactly(LocalDate.parse("2026-03-09"));
    }

    @Test
    void whatCouldOnlyGoTooLateIsNotPlanned() {
        instance.clock().set(SATURDAY);
        reader("ada", "Europe/London");

        var slice = plan(mailing(SendWindows.OFFICE_HOURS, OnCap.DELAY, SATURDAY.plus(Duration.ofHours(5))), null);

        assertThat(slice.skipped()).isEqualTo(Map.of(Skip.TOO_LATE, 1L));
    }

    @Test
    void anAddressWhoseContactWasErasedIsKnownByItsHash() {
        instance.get(Suppressions.class)
                .add("Ada@Example.com", Suppressions.MARKETING, Suppressions.Reason.ERASURE, "asked for it");
        reader("ada", "Europe/London");

        assertThat(plan(mailing(SendWindows.ANY_TIME, OnCap.DELAY, SATURDAY), null)
                        .skipped())
                .isEqualTo(Map.of(Skip.SUPPRESSED, 1L));
    }

    @Test
    void nobodyIsPlannedTwiceForTheSameBroadcast() {
        reader("ada", "Europe/London");
        var mailing = mailing(SendWindows.ANY_TIME, OnCap.DELAY, SATURDAY);
        plan(mailing, null);

        assertThatExceptionOfType(DuplicateKeyException.class)
                .isThrownBy(() -> plan(
                        new Mailing(
                                mailing.broadcast(),
                                "",
                                "",
                                "marketing-hello",
                                "newsletter",
                                SendWindows.ANY_TIME,
                                OnCap.DELAY,
                                true,
                                SATURDAY),
                        null));

        assertThat(count()).isOne();
    }

    @Test
    void whatIsPlannedIsSentLikeAnyOtherMail() {
        var ada = reader("ada", "Europe/London");
        plan(mailing(SendWindows.ANY_TIME, OnCap.DELAY, SATURDAY), null);

        var ready = instance.get(SendDesk.class).claim("main", 0, 10, Instant.now());

        assertThat(ready).singleElement().satisfies(only -> {
            assertThat(only.send().contactId()).isEqualTo(ada);
            assertThat(only.send().address()).isEqualTo("ada@example.com");
            assertThat(only.send().messageId()).isEqualTo("<" + only.send().id() + ".1@acme.example>");
        });
    }

    private static Mailing mailing(String window, OnCap onCap, Instant notAfter) {
        return new Mailing(Ids.next(), "", "", "marketing-hello", "newsletter", window, onCap, false, notAfter);
    }

    /** One of many kinds of people: what they said, what they had, and what their mailbox said. */
    private ContactId somebody(int number, Random random) {
        var email = "p" + number + "@example.com";
        var id = instance.stranger(email, "P");
        switch (random.nextInt(8)) {
            case 0 -> {}
            case 1 -> instance.get(Consents.class).ask(id, "newsletter", "form");
            case 2 -> {
                instance.get(Consents.class).grant(id, "newsletter", "test");
                instance.get(Consents.class).withdrawAll(id, "test");
            }
            case 3 -> instance.get(Consents.class).grant(id, "offers", "test");
            default -> instance.get(Consents.class).grant(id, "newsletter", "test");
        }
        if (random.nextInt(6) == 0) {
            instance.get(Suppressions.class)
                    .add(
                            email,
                            List.of("all", "marketing", "topic:newsletter", "topic:offers")
                                    .get(random.nextInt(4)),
                            Suppressions.Reason.MANUAL,
                            "test");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            var template = random.nextInt(8) == 0 ? "marketing-hello" : "marketing-other";
            had(id, template, i % 2 == 0 ? "newsletter" : "offers", random.nextInt(9));
        }
        return id;
    }

    private void had(ContactId contact, String template, String topic, int daysAgo) {
        var planned = instance.emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), contact, template)
                        .repeat(true)
                        .build());
        var at = EmailInstance.NOW.minus(Duration.ofDays(daysAgo));
        if (planned.state() != SendState.PLANNED) {
            return;
        }
        EmailTestDatabase.settle(planned.sendId(), "SENT");
        EmailTestDatabase.jdbc()
                .sql("update send set topic = :topic, planned_at = :at, counts_on = :day where id = :id")
                .param("topic", topic)
                .param("at", utc(at))
                .param("day", LocalDate.ofInstant(at, ZoneOffset.UTC))
                .param("id", planned.sendId())
                .update();
    }

    /** What the rules in Java say about a mail that is to be planned now. */
    private @Nullable Skip byPolicy(Mailing mailing, ContactId contact) {
        var now = instance.clock().instant();
        var id = Ids.next();
        var verdict = instance.get(SendChecks.class)
                .verdicts(
                        List.of(new Subject(
                                id,
                                KEYS.incrementAndGet(),
                                contact,
                                null,
                                Stream.MARKETING,
                                mailing.topic(),
                                mailing.template(),
                                mailing.window(),
                                mailing.onCap(),
                                mailing.repeat(),
                                now,
                                now,
                                mailing.notAfter(),
                                false,
                                false,
                                false)),
                        instance.get(Contacts.class).findAll(List.of(contact)),
                        now)
                .get(id);
        assertThat(verdict).isNotNull();
        var reason = verdict.reason() == null ? "" : verdict.reason();
        return switch (verdict.state()) {
            case SUPPRESSED ->
                reason.contains("never agreed")
                        ? Skip.NEVER_AGREED
                        : reason.contains("withdrew") ? Skip.WITHDREW : Skip.SUPPRESSED;
            case CAPPED -> reason.contains("had this template") ? Skip.HAD_IT : Skip.CAPPED;
            case PLANNED -> reason.startsWith("Waits for the contact") ? Skip.NOT_CONFIRMED : null;
            default -> throw new AssertionError(verdict);
        };
    }

    private ContactId reader(String name, String zone) {
        var id = instance.reader(name + "@example.com");
        EmailTestDatabase.jdbc()
                .sql("update contact set time_zone = :zone where id = :id")
                .param("zone", zone)
                .param("id", id.value())
                .update();
        return id;
    }

    private Slice plan(Mailing mailing, @Nullable ContactId after) {
        return transaction.execute(status -> mailings.plan(mailing, ContactQuery.ALL, after, 1_000));
    }

    private Slice look(Mailing mailing) {
        return transaction.execute(status -> mailings.look(mailing, ContactQuery.ALL, null, 1_000));
    }

    private static long count() {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from send where broadcast_id is not null")
                .query(Long.class)
                .single();
    }

    private static List<Instant> due(String addresses) {
        return EmailTestDatabase.jdbc()
                .sql("select due_at from send where recipient_address like :addresses")
                .param("addresses", addresses)
                .query((row, number) -> instant(row, "due_at"))
                .list();
    }

    private static boolean isWithin(Instant due, String from, String to) {
        return !due.isBefore(Instant.parse(from)) && due.isBefore(Instant.parse(to));
    }
}
