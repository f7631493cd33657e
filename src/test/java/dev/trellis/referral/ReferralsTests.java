package dev.trellis.referral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactsAdded;
import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.deal.NewDeal;
import dev.trellis.deal.SalesTest;
import dev.trellis.deal.SalesWorld;
import dev.trellis.deal.Win;
import dev.trellis.lifecycle.Stage;
import dev.trellis.platform.Lane;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SalesTest
@RecordApplicationEvents
class ReferralsTests {

    private final Referrals referrals;
    private final Deals deals;
    private final ReferralRecords records;
    private final SalesWorld world;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher publisher;
    private final TransactionTemplate transactions;
    private final MockMvcTester mvc;

    ReferralsTests(
            Referrals referrals,
            Deals deals,
            ReferralRecords records,
            SalesWorld world,
            JdbcClient jdbc,
            ApplicationEventPublisher publisher,
            PlatformTransactionManager transactionManager,
            ReferralLinkController links) {
        this.referrals = referrals;
        this.deals = deals;
        this.records = records;
        this.world = world;
        this.jdbc = jdbc;
        this.publisher = publisher;
        this.transactions = new TransactionTemplate(transactionManager);
        this.mvc = MockMvcTester.of(links);
    }

    @BeforeEach
    void forgetEarlierTests() {
        world.reset();
    }

    @Test
    void aContactHasOneCodeForEver() {
        var ada = world.contact(Stage.CUSTOMER);

        assertThat(referrals.codeOf(ada)).isEqualTo(referrals.codeOf(ada));
        assertThat(referrals.linkOf(ada)).endsWith("/t/r/" + referrals.codeOf(ada));
        assertThat(referrals.referrer(referrals.codeOf(ada))).contains(ada);
    }

    @Test
    void codesAreDistinctAndReadWithoutMistakes() {
        var seen = new HashSet<String>();
        for (var i = 0; i < 10_000; i++) {
            assertThat(seen.add(ReferralCode.random().text())).isTrue();
        }

        assertThat(seen).allSatisfy(code -> assertThat(code).matches("[2-9B-DF-HJKMNP-TV-Z]{8}"));
        assertThat(ReferralCode.parse("k7m2-9qxz ")).contains(new ReferralCode("K7M29QXZ"));
        assertThat(ReferralCode.parse("K7M29QX")).isEmpty();
        assertThat(ReferralCode.parse("K7M29QXO")).isEmpty();
    }

    @Test
    void theReferredContactsFirstWonDealConvertsOnce(ApplicationEvents events) {
        var ada = world.contact(Stage.CUSTOMER);
        var bob = world.contact(Stage.LEAD);
        assertThat(referrals.attribute(bob, referrals.codeOf(ada).text())).isEqualTo(Attribution.ATTRIBUTED);

        win(bob);
        win(bob);

        assertThat(events.stream(ReferralConverted.class))
                .singleElement()
                .satisfies(event -> assertThat(event.referrals())
                        .extracting(Referral::referrer, Referral::contactId)
                        .containsExactly(tuple(ada, bob)));
        assertThat(referrals.convertedBy(ada)).isEqualTo(1);
        assertThat(referrals.rewards(Reward.State.PENDING, null, 10).items())
                .singleElement()
                .satisfies(reward -> assertThat(reward.contactId()).isEqualTo(ada));
    }

    @Test
    void aDealOfSomebodyWhoCameByThemselvesEarnsNobodyAnything(ApplicationEvents events) {
        win(world.contact(Stage.LEAD));

        assertThat(events.stream(ReferralConverted.class)).isEmpty();
    }

    @Test
    void aRewardIsGrantedOnceAndNotAfterARefund() {
        var ada = world.contact(Stage.CUSTOMER);
        var bob = referredBy(ada);
        var cid = referredBy(ada);
        win(bob);
        var undone = win(cid);

        deals.refund(undone.id(), "test");

        var rewards = referrals.rewards(null, null, 10).items();
        assertThat(rewards).extracting(Reward::state).containsExactly(Reward.State.PENDING, Reward.State.VOID);
        assertThat(referrals.grant(rewards.getFirst().id(), "mia")).isPresent();
        assertThat(referrals.grant(rewards.getFirst().id(), "mia")).isEmpty();
        assertThat(referrals.grant(rewards.getLast().id(), "mia")).isEmpty();
    }

    @Test
    void nobodyRefersThemselvesUnderWhateverName() {
        var ada = world.contact(Stage.CUSTOMER);
        world.set(ada, "email", "Ada.Lovelace@gmail.com");
        world.set(ada, "phone", "+49 30 1234567");
        var code = referrals.codeOf(ada).text();
        var tagged = world.contact(Stage.LEAD);
        world.set(tagged, "email", "adalovelace+work@googlemail.com");
        var samePhone = world.contact(Stage.LEAD);
        world.set(samePhone, "phone", "0049 (30) 123-4567");

        assertThat(referrals.attribute(ada, code)).isEqualTo(Attribution.SELF);
        assertThat(referrals.attribute(tagged, code)).isEqualTo(Attribution.SELF);
        assertThat(referrals.attribute(samePhone, code)).isEqualTo(Attribution.SELF);
        assertThat(referrals.by(ada)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a.b+c@gmail.com, ab@gmail.com, true",
        "a.b@googlemail.com, ab@gmail.com, true",
        "a.b@example.com, ab@example.com, false",
        "ab+x@example.com, AB@example.com, true",
        "ab@example.com, ab@example.org, false"
    })
    void mailboxesAreComparedAsTheyAreDelivered(String one, String other, boolean same) {
        assertThat(SamePerson.mailbox(one).equals(SamePerson.mailbox(other))).isEqualTo(same);
    }

    @Test
    void theFirstCodeCountsAndRepeatingItChangesNothing() {
        var ada = world.contact(Stage.CUSTOMER);
        var eve = world.contact(Stage.CUSTOMER);
        var bob = referredBy(ada);

        assertThat(referrals.attribute(bob, referrals.codeOf(eve).text())).isEqualTo(Attribution.REFERRED_BEFORE);
        assertThat(referrals.attribute(bob, referrals.codeOf(ada).text())).isEqualTo(Attribution.REPEATED);
        assertThat(referrals.of(bob))
                .get()
                .satisfies(referral -> assertThat(referral.referrer()).isEqualTo(ada));
    }

    @Test
    void twoDoNotReferEachOther() {
        var ada = world.contact(Stage.LEAD);
        var bob = referredBy(ada);

        assertThat(referrals.attribute(ada, referrals.codeOf(bob).text())).isEqualTo(Attribution.CIRCULAR);
    }

    @Test
    void whoBoughtBeforeOrIsKnownForLongWasNotReferred() {
        var ada = world.contact(Stage.CUSTOMER);
        var code = referrals.codeOf(ada).text();
        var buyer = world.contact(Stage.SQL);
        win(buyer);
        var old = world.contact(Stage.LEAD);
        var inTime = world.contact(Stage.LEAD);

        assertThat(referrals.attribute(buyer, code)).isEqualTo(Attribution.CUSTOMER_BEFORE);
        world.pass(Duration.ofDays(90));
        assertThat(referrals.attribute(inTime, code)).isEqualTo(Attribution.ATTRIBUTED);
        world.pass(Duration.ofSeconds(1));
        assertThat(referrals.attribute(old, code)).isEqualTo(Attribution.KNOWN_BEFORE);
        assertThat(referrals.attribute(old, "22222222")).isEqualTo(Attribution.UNKNOWN_CODE);
        assertThat(referrals.attribute(old, "' or 1=1")).isEqualTo(Attribution.UNKNOWN_CODE);
    }

    @Test
    void aNewContactsSourceOrAttributeNamesItsReferrer() {
        var ada = world.contact(Stage.CUSTOMER);
        var code = referrals.codeOf(ada).text();
        var bySource = world.contact(Stage.LEAD);
        world.set(bySource, "source", "referral:" + code);
        var byAttribute = world.contact(Stage.LEAD);
        jdbc.sql("update contact set attributes = jsonb_build_object('referral', :code) where id = :id")
                .param("code", code)
                .param("id", byAttribute.value())
                .update();
        var byNothing = world.contact(Stage.LEAD);

        transactions.executeWithoutResult(status -> publisher.publishEvent(added(bySource, byAttribute, byNothing)));

        assertThat(referrals.by(ada)).extracting(Referral::contactId).containsExactlyInAnyOrder(bySource, byAttribute);
    }

    @Test
    void aLinkLeadsToTheFormWithTheCodeAndWithoutACookie() {
        var code = referrals.codeOf(world.contact(Stage.CUSTOMER)).text();

        assertThat(mvc.get().uri("/t/r/" + code))
                .hasStatus(302)
                .doesNotContainHeader("Set-Cookie")
                .headers()
                .hasValue("Location", "/t/forms/newsletter?utm_source=referral:" + code);
        assertThat(mvc.get().uri("/t/r/22222222")).hasStatus(302).headers().hasValue("Location", "/t/forms/newsletter");
        assertThat(jdbc.sql("select visits from referral_code")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void whatIsKeptAboutAContactCanBeExportedMovedAndErased() {
        var ada = world.contact(Stage.CUSTOMER);
        var bob = referredBy(ada);
        var cid = referredBy(ada);
        win(bob);
        var kept = world.contact(Stage.CUSTOMER);

        assertThat(records.export(ada)).hasSize(4);

        transactions.executeWithoutResult(status -> records.merge(kept, ada));
        assertThat(records.export(ada)).isEmpty();
        assertThat(referrals.by(kept)).extracting(Referral::contactId).containsExactly(bob, cid);

        transactions.executeWithoutResult(status -> records.merge(kept, bob));
        assertThat(referrals.by(kept)).extracting(Referral::contactId).containsExactly(cid);

        transactions.executeWithoutResult(status -> records.erase(kept));
        assertThat(records.export(kept)).isEmpty();
    }

    private ContactId referredBy(ContactId referrer) {
        var referred = world.contact(Stage.LEAD);
        assertThat(referrals.attribute(referred, referrals.codeOf(referrer).text()))
                .isEqualTo(Attribution.ATTRIBUTED);
        return referred;
    }

    private Deal win(ContactId contact) {
        var deal = deals.open(new NewDeal(contact, null, "Deal", BigDecimal.TEN, "EUR", null, null, null, null), "test")
                .deal();
        return deals.win(deal.id(), new Win(null, null, null), "test");
    }

    private static ContactsAdded added(ContactId... contacts) {
        return new ContactsAdded(
                List.of(contacts).stream()
                        .map(contact -> new ContactsAdded.Added(contact, null, false))
                        .toList(),
                Lane.LIVE,
                true);
    }
}
