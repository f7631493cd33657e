package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.Consents;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.email.EmailProperties.ClickTracking;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrackingPolicyTests {

    private static final String GUIDE = "href=\"https://www.example.com/guide";

    @BeforeEach
    void clear() {
        EmailTestDatabase.clear();
    }

    @Test
    void linksTellWhatTheBrandWantsToKnow() {
        assertThat(mail(ClickTracking.IDENTIFY)).contains("/t/c/", "/t/h/").doesNotContain("/t/a/", GUIDE);
        assertThat(mail(ClickTracking.ANONYMOUS)).contains("/t/a/").doesNotContain("/t/c/", "/t/h/", GUIDE);
        assertThat(mail(ClickTracking.OFF)).contains(GUIDE, "/t/u/").doesNotContain("/t/c/", "/t/a/", "/t/h/", "/t/o/");
    }

    @Test
    void whoSaidNothingIsTrackedWhereNoWordIsNeeded() {
        try (var instance = EmailInstance.options().start()) {
            var consent = instance.get(TrackingConsent.class);
            var consents = instance.get(Consents.class);
            var us = contact(instance, "us@example.com", "US");
            var de = contact(instance, "de@example.com", "DE");
            var gb = contact(instance, "gb@example.com", "GB");
            var nowhere = contact(instance, "nowhere@example.com", null);
            var no = contact(instance, "no@example.com", "US");
            var yes = contact(instance, "yes@example.com", "NO");
            consents.withdraw(no, Consents.TRACKING, "test");
            consents.grant(yes, Consents.TRACKING, "test");
            var people = instance.get(Contacts.class)
                    .findAll(java.util.List.of(us, de, gb, nowhere, no, yes))
                    .values();

            assertThat(consent.among(people)).containsExactlyInAnyOrder(us, yes);
        }
    }

    @Test
    void agreeingToBeTrackedIsAgreeingToNoMail() {
        try (var instance = EmailInstance.options().start()) {
            var consents = instance.get(Consents.class);
            var ada = instance.reader("ada@example.com");
            consents.withdrawAll(ada, "test");

            consents.grant(ada, Consents.TRACKING, "test");

            var planned = instance.emails()
                    .plan(EmailRequest.of(2, ada, "marketing-hello").build());
            assertThat(instance.state(planned)).isEqualTo(SendState.SUPPRESSED);
            assertThat(consents.grantOnBehalf(ada, "offers", "crm")).isFalse();
        }
    }

    @Test
    void thePixelIsForThoseWhoMayBeTracked() {
        try (var instance = EmailInstance.options().start()) {
            var ada = instance.reader("ada@example.com");
            var send = instance.send(instance.emails()
                    .plan(EmailRequest.of(1, ada, "marketing-hello").build()));
            var person = instance.get(Contacts.class).require(ada);
            var renderer = instance.get(EmailRenderer.class);

            assertThat(renderer.render(send, person, true).html()).contains("/t/o/");
            assertThat(renderer.render(send, person, false).html()).doesNotContain("/t/o/");
            assertThat(renderer.render(send, person, true).text()).doesNotContain("/t/o/", "/t/h/", "/t/c/");
        }
    }

    private static String mail(ClickTracking policy) {
        EmailTestDatabase.clear();
        try (var instance = EmailInstance.options().clickTracking(policy).start()) {
            var ada = instance.reader("ada@example.com");
            var send = instance.send(instance.emails()
                    .plan(EmailRequest.of(1, ada, "marketing-hello").build()));
            return instance.get(EmailRenderer.class)
                    .render(send, instance.get(Contacts.class).require(ada), policy != ClickTracking.OFF)
                    .html();
        }
    }

    private static ContactId contact(
            EmailInstance instance, String email, @org.jspecify.annotations.Nullable String country) {
        var id = instance.stranger(email, null);
        EmailTestDatabase.jdbc()
                .sql("update contact set country = :country where id = :id")
                .param("country", country)
                .param("id", id.value())
                .update();
        return id;
    }
}
