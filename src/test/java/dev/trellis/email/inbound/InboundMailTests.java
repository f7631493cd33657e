package dev.trellis.email.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.Activities;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.email.ReturnPaths;
import dev.trellis.email.SendViews;
import dev.trellis.email.Suppression;
import dev.trellis.email.Suppressions;
import dev.trellis.email.TrackingLinks;
import dev.trellis.platform.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InboundMailTests {

    /** Here somebody else behind the address is gone, not the address. */
    private static final Set<String> ABOUT_OTHERS =
            Set.of("list-of-many-one-of-them-gone", "forwarded-to-a-dead-address");

    private static EmailInstance instance;

    private Inbox inbox;
    private ContactId ada;
    private UUID send;

    @BeforeAll
    static void startInstance() {
        instance = SentMail.start();
    }

    @AfterAll
    static void stopInstance() {
        instance.close();
    }

    @BeforeEach
    void start() {
        SentMail.clear(instance);
        inbox = instance.get(Inbox.class);
        ada = instance.reader(Forms.ADDRESS);
        send = SentMail.to(instance, ada);
    }

    @Test
    void ofAllFormsOnlyDeadAddressesAndComplaintsStopMailAndNothingUnknownIsLost() {
        var forms = Forms.all();
        for (int i = 0; i < forms.size(); i++) {
            var form = forms.get(i);
            var address = "ada" + i + "@example.org";
            var contact = instance.reader(address);
            var sent = SentMail.to(instance, contact);
            var raw = form.about(sent.toString(), address);
            boolean named = form.kind() != InboundKind.BOUNCE || form.namesTheSend();

            var view = inbox.receive(raw, "test", named ? null : returnPath(sent));

            boolean stops = wouldStopMail(form);
            assertThat(suppressions(address))
                    .as("%s: %s", form, view)
                    .hasSize(stops ? 1 : form.kind() == InboundKind.UNSUBSCRIBE ? 1 : 0);
            if (form.kind() == InboundKind.BOUNCE) {
                assertThat(view.contactId()).as(form.name()).isEqualTo(contact.value());
            }
            if (view.kind().equals("unknown")) {
                assertThat(instance.get(InboundStore.class).raw(view.id()))
                        .as(form.name())
                        .contains(raw);
            }
            assertThat(view.done()).isNotEmpty();
        }
        assertThat(count("inbound")).isEqualTo(forms.size());
    }

    @Test
    void withoutASignOfOursTheSameFormsStopNothingAndPeopleAreAsked() {
        var forms = Forms.all().stream()
                .filter(form -> form.kind() == InboundKind.BOUNCE || form.kind() == InboundKind.COMPLAINT)
                .toList();
        int asked = 0;
        for (int i = 0; i < forms.size(); i++) {
            var form = forms.get(i);
            var address = "ada" + i + "@example.org";
            var sent = SentMail.to(instance, instance.reader(address));

            var view = inbox.receive(form.about(Ids.next().toString(), address), "test", null);

            boolean supposed = view.sendId() != null;
            assertThat(suppressions(address)).as(form.name()).isEmpty();
            assertThat(view.doubt())
                    .as("%s: %s", form, view)
                    .isEqualTo(supposed && wouldStopMail(form) ? "open" : null);
            assertThat(instance.get(SendViews.class).find(sent).orElseThrow().bounce())
                    .as(form.name())
                    .isNull();
            asked += view.doubt() == null ? 0 : 1;
        }
        assertThat(asked).isGreaterThan(25);
        assertThat(instance.get(Doubts.class).open(1_000)).hasSize(asked);
        assertThat(count("activity")).isZero();
    }

    @Test
    void whoeverLooksMayBelieveADoubtfulReport() {
        var report = receive("exchange-2003-no-account");
        assertThat(report.done()).contains("somebody has to decide");
        assertThat(instance.get(InboundStore.class).raw(report.id())).isPresent();
        var doubts = instance.get(Doubts.class);
        assertThat(doubts.open(10)).singleElement().satisfies(doubt -> {
            assertThat(doubt.kind()).isEqualTo("bounce");
            assertThat(doubt.email()).isEqualTo(Forms.ADDRESS);
            assertThat(doubt.sendId()).isEqualTo(send);
            assertThat(doubt.from()).isEqualTo("postmaster@example.org");
        });

        doubts.confirm(report.id(), "Sam");

        assertThat(suppressions(Forms.ADDRESS))
                .singleElement()
                .extracting(Suppression::reason)
                .isEqualTo(Suppressions.Reason.BOUNCE);
        assertThat(receive("exchange-2003-no-account")).satisfies(known -> {
            assertThat(known.doubt()).isEqualTo("confirmed");
            assertThat(known.done()).contains("suppressed", "Sam confirmed it");
        });
        assertThat(doubts.open(10)).isEmpty();
        assertThatExceptionOfType(DoubtEndedException.class).isThrownBy(() -> doubts.dismiss(report.id(), "Kim"));
    }

    @Test
    void whatNobodyBelievesChangesNothing() {
        var report = inbox.receive(forged("complaint-arf"), "test", null);

        instance.get(Doubts.class).dismiss(report.id(), "Sam");

        assertThat(suppressions(Forms.ADDRESS)).isEmpty();
        assertThat(consent()).isEqualTo(ConsentState.GRANTED);
        assertThat(instance.get(InboundStore.class).get(report.id()).doubt()).isEqualTo("dismissed");
    }

    @Test
    void aComplaintAndAnOptOutThatAreBelievedDoWhatProvenOnesDo() {
        var optOut = inbox.receive(forged("unsubscribe-by-feedback-loop"), "test", null);
        assertThat(optOut.doubt()).isEqualTo("open");
        instance.get(Doubts.class).confirm(optOut.id(), "Sam");
        assertThat(suppressions(Forms.ADDRESS))
                .singleElement()
                .extracting(Suppression::scope)
                .isEqualTo(Suppressions.MARKETING);

        var complaint = inbox.receive(forged("complaint-fraud"), "test", null);
        instance.get(Doubts.class).confirm(complaint.id(), "Sam");
        assertThat(suppressions(Forms.ADDRESS))
                .hasSize(2)
                .anySatisfy(suppression -> assertThat(suppression.reason()).isEqualTo(Suppressions.Reason.COMPLAINT));
    }

    @Test
    void manyDoubtfulReportsAboutOneAddressAreOneQuestion() {
        var first = receive("exchange-2003-no-account");
        inbox.receive(concat("X-Other: 1\n", about("exchange-2003-no-account")), "test", null);
        inbox.receive(forged("complaint-arf"), "test", null);
        var doubts = instance.get(Doubts.class);
        assertThat(doubts.open(10)).extracting(Doubt::kind).containsExactlyInAnyOrder("bounce", "complaint");

        doubts.dismiss(first.id(), "Sam");

        assertThat(doubts.open(10)).extracting(Doubt::kind).containsExactly("complaint");
    }

    @Test
    void readingAgainChangesNothing() {
        for (var form : List.of("postfix-user-unknown", "reply-apple", "complaint-arf", "newsletter-to-us")) {
            var first = receive(form);
            long activities = count("activity");
            long suppressed = count("suppression");

            var again = receive(form);

            assertThat(first.known()).isFalse();
            assertThat(again).isEqualTo(first.asKnown());
            assertThat(count("activity")).isEqualTo(activities);
            assertThat(count("suppression")).isEqualTo(suppressed);
        }
        assertThat(count("inbound")).isEqualTo(4);
    }

    @Test
    void theSameReplyInTwoMailboxesIsOneReply() {
        receive("reply-apple");
        inbox.receive(concat("Received: from elsewhere\n", about("reply-apple")), "test", null);

        assertThat(activities("replied")).hasSize(1);
    }

    @Test
    void theSignedReturnPathIsEnough() {
        var bounce = """
                From: MAILER-DAEMON@mx.example.net
                To: %s
                Subject: failure notice

                Your message could not be delivered.
                550 5.1.1 user unknown
                """.formatted(returnPath(send).toUpperCase(Locale.ROOT));

        var view = inbox.receive(bounce.getBytes(StandardCharsets.UTF_8), "test", null);

        assertThat(view.sendId()).isEqualTo(send);
        assertThat(suppressions(Forms.ADDRESS)).singleElement().satisfies(suppression -> {
            assertThat(suppression.scope()).isEqualTo(Suppressions.ALL);
            assertThat(suppression.reason()).isEqualTo(Suppressions.Reason.BOUNCE);
            assertThat(suppression.evidence()).contains("5.1.1 user unknown");
        });
        assertThat(instance.get(SendViews.class).find(send).orElseThrow()).satisfies(sent -> {
            assertThat(sent.state()).isEqualTo("sent");
            assertThat(sent.bounce())
                    .isNotNull()
                    .extracting("bounceClass", "status")
                    .containsExactly("address", "5.1.1");
        });
        assertThat(activities("email-bounced"))
                .singleElement()
                .satisfies(activity -> assertThat(activity.properties())
                        .containsEntry("class", "address")
                        .containsEntry("status", "5.1.1")
                        .containsEntry("suppressed", true)
                        .containsEntry("sendId", send.toString()));
    }

    @Test
    void theEnvelopeRecipientIsEnoughToo() {
        var bounce =
                "From: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\nIt could not be delivered. 550 5.1.1 user unknown";

        var view = inbox.receive(bounce.getBytes(StandardCharsets.UTF_8), "test", returnPath(send));

        assertThat(view.sendId()).isEqualTo(send);
    }

    @Test
    void anAddressAloneFindsOnlyWhatLeftLately() {
        instance.clock().advance(Duration.ofDays(11));

        assertThat(receive("exchange-2003-no-account").sendId()).isNull();
        var fresh = SentMail.to(instance, ada);
        assertThat(inbox.receive(concat("X-Other: 1\n", about("exchange-2003-no-account")), "test", null)
                        .sendId())
                .isEqualTo(fresh);
    }

    @Test
    void aFullMailboxStopsMailOnlyAfterFiveTimesInTwoWeeks() {
        instance.clock().advance(Duration.ofHours(1));
        for (int i = 0; i < 4; i++) {
            bounceAnother("postfix-mailbox-full");
            instance.clock().advance(Duration.ofDays(4));
        }
        assertThat(suppressions(Forms.ADDRESS)).isEmpty();

        bounceAnother("postfix-mailbox-full");

        assertThat(suppressions(Forms.ADDRESS)).hasSize(1);
    }

    @Test
    void fiveTimesInOneWeekAreNotEnough() {
        for (int i = 0; i < 8; i++) {
            bounceAnother("postfix-mailbox-full");
            instance.clock().advance(Duration.ofDays(1));
        }

        assertThat(suppressions(Forms.ADDRESS)).isEmpty();
    }

    @Test
    void aMailThatArrivedBeginsTheCountAnew() {
        for (int i = 0; i < 4; i++) {
            bounceAnother("postfix-mailbox-full");
            instance.clock().advance(Duration.ofDays(4));
        }
        SentMail.to(instance, ada);
        instance.clock().advance(Duration.ofDays(6));

        bounceAnother("postfix-mailbox-full");

        assertThat(suppressions(Forms.ADDRESS)).isEmpty();
    }

    @Test
    void whatSpeaksOfUsNeverStopsMail() {
        for (int i = 0; i < 10; i++) {
            bounceAnother("postfix-blocked-by-list");
            instance.clock().advance(Duration.ofDays(7));
        }

        assertThat(suppressions(Forms.ADDRESS)).isEmpty();
        assertThat(activities("email-bounced"))
                .hasSize(10)
                .allSatisfy(activity -> assertThat(activity.properties())
                        .containsEntry("class", "policy")
                        .containsEntry("suppressed", false));
    }

    @Test
    void whatIsForGoodCountsAfterWhatWasForNow() {
        receive("postfix-mailbox-full");
        receive("postfix-user-unknown");

        assertThat(suppressions(Forms.ADDRESS)).hasSize(1);
        assertThat(receive("gmail-over-quota").done()).startsWith("nothing");
    }

    @Test
    void aComplaintStopsEverything() {
        var view = receive("complaint-arf-without-address");

        assertThat(view.kind()).isEqualTo("complaint");
        assertThat(suppressions(Forms.ADDRESS)).singleElement().satisfies(suppression -> {
            assertThat(suppression.scope()).isEqualTo(Suppressions.ALL);
            assertThat(suppression.reason()).isEqualTo(Suppressions.Reason.COMPLAINT);
        });
        assertThat(consent()).isEqualTo(ConsentState.WITHDRAWN);
    }

    @Test
    void aReplyIsOnTheTimelineWithItsWords() {
        var view = receive("reply-gmail-folded");

        assertThat(view.kind()).isEqualTo("reply");
        assertThat(activities("replied"))
                .singleElement()
                .satisfies(activity -> assertThat(activity.properties())
                        .containsEntry("text", "Thank you, can we talk on Thursday?")
                        .containsEntry("subject", "Re: A guide to planning your week")
                        .containsEntry("sendId", send.toString()));
        assertThat(suppressions(Forms.ADDRESS)).isEmpty();
    }

    @Test
    void aColleagueMayAnswerForTheContact() {
        receive("reply-from-a-colleague");

        assertThat(activities("replied"))
                .singleElement()
                .satisfies(activity -> assertThat(activity.properties()).containsEntry("from", "charles@example.org"));
    }

    @Test
    void whoWritesWithoutBeingAskedHasWrittenToo() {
        receive("written-without-being-asked");

        assertThat(activities("replied"))
                .singleElement()
                .satisfies(activity -> assertThat(activity.properties()).doesNotContainKey("sendId"));
    }

    @Test
    void anAnswerFromOneOfUsIsNotTheContacts() {
        var reply = new String(about("reply-apple"), StandardCharsets.UTF_8)
                .replace("Ada Lovelace <ada@example.org>", "Sam <sam@acme.example>");

        var view = inbox.receive(reply.getBytes(StandardCharsets.UTF_8), "test", null);

        assertThat(view.kind()).isEqualTo("unknown");
        assertThat(activities("replied")).isEmpty();
    }

    @Test
    void anAnswerToAMailToOneOfUsIsNotTheContacts() {
        var alert = SentMail.aboutTo(instance, ada, "owner@elsewhere.example");
        var reply = new String(Forms.raw("reply-apple"), StandardCharsets.UTF_8)
                .replace(Forms.SEND, alert.toString())
                .replace("Ada Lovelace <ada@example.org>", "Owner <owner@elsewhere.example>");

        assertThat(inbox.receive(reply.getBytes(StandardCharsets.UTF_8), "test", null)
                        .kind())
                .isEqualTo("unknown");
        assertThat(activities("replied")).isEmpty();
    }

    @Test
    void aVacationNoteStopsNothing() {
        var view = receive("has-left-the-company");

        assertThat(view.kind()).isEqualTo("auto-reply");
        assertThat(activities("auto-replied")).hasSize(1);
        assertThat(activities("replied")).isEmpty();
        assertThat(suppressions(Forms.ADDRESS)).isEmpty();
    }

    @Test
    void mailToTheUnsubscribeAddressUnsubscribes() {
        var token = instance.get(TrackingLinks.class).unsubscribeToken(ada, send);
        var mail = "From: somebody-else@example.com\nTo: hello@acme.example\nSubject: unsubscribe " + token + "\n\n\n";

        var view = inbox.receive(mail.getBytes(StandardCharsets.UTF_8), "test", null);

        assertThat(view.kind()).isEqualTo("unsubscribe");
        assertThat(consent()).isEqualTo(ConsentState.WITHDRAWN);
        assertThat(suppressions(Forms.ADDRESS)).singleElement().satisfies(suppression -> {
            assertThat(suppression.scope()).isEqualTo(Suppressions.MARKETING);
            assertThat(suppression.reason()).isEqualTo(Suppressions.Reason.UNSUBSCRIBE);
        });
    }

    @Test
    void aForgedTokenUnsubscribesNobodyButItsSender() {
        var mail =
                "From: mallory@example.com\nTo: hello@acme.example\nSubject: unsubscribe " + "A".repeat(64) + "\n\n\n";

        assertThat(inbox.receive(mail.getBytes(StandardCharsets.UTF_8), "test", null)
                        .kind())
                .isEqualTo("unknown");
        assertThat(consent()).isEqualTo(ConsentState.GRANTED);
    }

    @Test
    void whatWasErasedStaysSoWhenTheMailboxIsReadAgain() {
        receive("reply-apple");
        receive("exchange-2003-no-account");
        var records = instance.get(InboundRecords.class);
        assertThat(records.export(ada)).hasSize(2).asString().contains("can we talk on Thursday?");

        records.erase(ada);

        assertThat(records.export(ada)).isEmpty();
        assertThat(instance.get(Doubts.class).open(10)).isEmpty();
        assertThat(receive("reply-apple")).satisfies(view -> {
            assertThat(view.known()).isTrue();
            assertThat(view.text()).isNull();
            assertThat(view.from()).isNull();
        });
    }

    @Test
    void eraseFindsTheAddressInWhatIsAboutNobodyWeKnow() {
        var mentions = List.of(
                unknown("Have you heard of Ada@Example.org?"),
                unknown("<ada@example.org>."),
                unknown("ada@example.org"));
        var others = List.of(
                unknown("nevada@example.org"),
                unknown("ada@example.org.uk"),
                unknown("ada@example-org"),
                unknown("dot.ada@example.org"));

        instance.get(InboundRecords.class).erase(ada);

        var store = instance.get(InboundStore.class);
        assertThat(mentions).allSatisfy(id -> assertThat(store.raw(id)).isEmpty());
        assertThat(others).allSatisfy(id -> assertThat(store.raw(id)).isPresent());
    }

    @Test
    void whatNobodyKnowsTheMeaningOfIsKeptForNinetyDays() {
        var old = unknown("old");
        var doubtful = receive("exchange-2003-no-account").id();
        instance.clock().advance(Duration.ofDays(60));
        var young = unknown("young");
        instance.clock().advance(Duration.ofDays(31));

        instance.get(MessageRetention.class).forget();

        var store = instance.get(InboundStore.class);
        assertThat(store.raw(old)).isEmpty();
        assertThat(store.get(old).subject()).isEqualTo("Weekly news");
        assertThat(store.raw(doubtful)).isPresent();
        assertThat(store.raw(young)).isPresent();
    }

    @Test
    void manyMessagesAreForgottenAtOnceAndNoneTwice() {
        EmailTestDatabase.jdbc().sql("""
                        insert into inbound (id, raw_sha256, source, kind, received_at, raw, done)
                        select gen_random_uuid(), int4send(n), 'test', 'unknown', timestamptz '2020-01-01', 'x', 'kept'
                        from generate_series(1, 1200) as g (n)
                        """).update();
        var store = instance.get(InboundStore.class);

        assertThat(store.forgetMessages(EmailInstance.NOW, 200)).isEqualTo(200);
        instance.get(MessageRetention.class).forget();

        assertThat(store.forgetMessages(EmailInstance.NOW, 200)).isZero();
        assertThat(count("inbound")).isEqualTo(1_200);
    }

    @Test
    void aMergedContactKeepsWhatItWrote() {
        receive("reply-apple");
        var kept = instance.reader("ada@example.com");

        instance.get(InboundRecords.class).merge(kept, ada);

        assertThat(instance.get(InboundRecords.class).export(kept)).hasSize(1);
    }

    private static boolean wouldStopMail(Forms form) {
        boolean dead = form.about().equals("address") && !ABOUT_OTHERS.contains(form.name());
        return dead || form.kind() == InboundKind.COMPLAINT;
    }

    private static String returnPath(UUID sent) {
        return instance.get(ReturnPaths.class).of(sent);
    }

    /** A form by somebody who knows the address, and none of our mails. */
    private static byte[] forged(String form) {
        return new Forms(form, InboundKind.UNKNOWN, "", "", "").about(Ids.next().toString(), Forms.ADDRESS);
    }

    private UUID unknown(String words) {
        var letter = "From: news@elsewhere.example\nList-Id: <news>\nSubject: Weekly news\n\n" + words + "\n";
        var view = inbox.receive(letter.getBytes(StandardCharsets.UTF_8), "test", null);
        assertThat(view.kind()).isEqualTo("unknown");
        return view.id();
    }

    private void bounceAnother(String form) {
        send = SentMail.to(instance, ada);
        receive(form);
    }

    private InboundView receive(String form) {
        return inbox.receive(about(form), "test", null);
    }

    private byte[] about(String form) {
        return new Forms(form, InboundKind.UNKNOWN, "", "", "").about(send.toString(), Forms.ADDRESS);
    }

    private static byte[] concat(String header, byte[] message) {
        return (header + new String(message, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private @Nullable ConsentState consent() {
        return instance.get(Consents.class).of(ada).get("newsletter");
    }

    private List<Suppression> suppressions(String address) {
        return instance.get(Suppressions.class).page(address, null, 10).items();
    }

    private List<Activity> activities(String type) {
        return instance.get(Activities.class).timeline(ada, null, 100).items().stream()
                .filter(activity -> activity.type().equals(type))
                .toList();
    }

    private static long count(String table) {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
