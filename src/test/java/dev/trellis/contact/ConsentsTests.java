package dev.trellis.contact;

import static dev.trellis.contact.ConsentState.GRANTED;
import static dev.trellis.contact.ConsentState.PENDING;
import static dev.trellis.contact.ConsentState.WITHDRAWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;

@ContactTest
class ConsentsTests {

    private final ContactId ada = new ContactId(Ids.next());
    private final Consents consents;
    private final JdbcClient jdbc;

    @Autowired
    ApplicationEvents events;

    @Autowired
    ConsentsTests(Consents consents, JdbcClient jdbc) {
        this.consents = consents;
        this.jdbc = jdbc;
    }

    @BeforeEach
    void addAda() {
        TestContacts.insert(jdbc, ada, "ada-" + ada + "@example.org");
    }

    @Test
    void nothingStoredIsNeitherGrantedNorWithdrawn() {
        assertThat(consents.of(ada)).isEmpty();
    }

    @Test
    void keepsWhatWasSaidBefore() {
        consents.grant(ada, "newsletter", "form");
        consents.withdraw(ada, "newsletter", "link in mail");
        consents.grant(ada, "newsletter", "preference page");

        assertThat(consents.of(ada)).containsEntry("newsletter", GRANTED);
        assertThat(consents.history(ada))
                .extracting(Consent::evidence)
                .containsExactlyInAnyOrder("form", "link in mail", "preference page");
    }

    @Test
    void sayingTheSameAgainChangesNothing() {
        consents.grant(ada, "newsletter", "form");
        consents.grant(ada, "newsletter", "another form");

        assertThat(consents.history(ada)).extracting(Consent::evidence).containsExactly("form");
        assertThat(events.stream(ConsentChanged.class)).hasSize(1);
    }

    @Test
    void nobodyElseLiftsAWithdrawal() {
        consents.withdraw(ada, "newsletter", "link in mail");

        assertThat(consents.grantOnBehalf(ada, "newsletter", "crm")).isFalse();
        assertThat(consents.of(ada)).containsEntry("newsletter", WITHDRAWN);
    }

    @Test
    void refusingEverythingCoversTopicsNeverAskedAbout() {
        consents.grant(ada, "newsletter", "form");
        consents.withdrawAll(ada, "complaint");

        assertThat(consents.grantOnBehalf(ada, "offers", "crm")).isFalse();
        assertThat(consents.of(ada)).containsOnlyKeys("newsletter").containsValue(WITHDRAWN);
    }

    @Test
    void theContactItselfMayAgreeAgainToOneTopic() {
        consents.withdrawAll(ada, "link in mail");
        consents.grant(ada, "product", "preference page");

        assertThat(consents.of(ada)).containsEntry("product", GRANTED);
        assertThat(consents.grantOnBehalf(ada, "offers", "crm")).isFalse();
    }

    @Test
    void askingForConfirmationDoesNotLiftAnything() {
        consents.withdraw(ada, "newsletter", "link in mail");
        consents.ask(ada, "newsletter", "form");

        assertThat(consents.of(ada)).containsEntry("newsletter", PENDING);
        assertThat(consents.grantOnBehalf(ada, "newsletter", "crm")).isFalse();

        consents.grant(ada, "newsletter", "confirmed");
        consents.ask(ada, "newsletter", "another form");
        assertThat(consents.of(ada)).containsEntry("newsletter", GRANTED);
    }

    @Test
    void aContactThatIsGoneCannotConsent() {
        assertThatExceptionOfType(ContactNotFoundException.class)
                .isThrownBy(() -> consents.grant(new ContactId(Ids.next()), "newsletter", "form"));
    }
}
