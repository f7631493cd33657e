package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;

@ContactTest
class PersonalDataTests {

    private static final Origin API = Origin.live("crm");

    private final String unique = Ids.next().toString();
    private final PersonalData personalData;
    private final ContactIntake intake;
    private final ContactEditor editor;
    private final Contacts contacts;
    private final Consents consents;
    private final Activities activities;
    private final JdbcClient jdbc;

    @Autowired
    ApplicationEvents events;

    @Autowired
    PersonalDataTests(
            PersonalData personalData,
            ContactIntake intake,
            ContactEditor editor,
            Contacts contacts,
            Consents consents,
            Activities activities,
            JdbcClient jdbc) {
        this.personalData = personalData;
        this.intake = intake;
        this.editor = editor;
        this.contacts = contacts;
        this.consents = consents;
        this.activities = activities;
        this.jdbc = jdbc;
    }

    @Test
    void anExportHoldsEverything() {
        var ada = add("ada", "Ada");
        consents.withdraw(ada, "newsletter", "link in mail");
        activities.record(List.of(visit(ada)), Lane.LIVE);

        var export = personalData.export(ada);

        assertThat(export).containsKeys("profile", "consents", "activities");
        assertThat(export.get("profile"))
                .singleElement()
                .satisfies(profile -> assertThat(profile).containsEntry("firstName", "Ada"));
        assertThat(export.get("consents")).hasSize(2);
        assertThat(export.get("activities"))
                .singleElement()
                .satisfies(activity -> assertThat(activity).containsEntry("type", "page-viewed"));
    }

    @Test
    void anErasedContactLeavesNothing() {
        var ada = add("ada", "Ada");
        intake.add(NewContact.builder().email(address("ada")).source("fair").build(), API);
        consents.withdraw(ada, "newsletter", "link in mail");
        activities.record(List.of(visit(ada)), Lane.LIVE);

        personalData.erase(ada);

        assertThat(contacts.find(ada)).isEmpty();
        for (var table : List.of("activity", "consent", "consent_history", "contact_touch", "contact_alias")) {
            assertThat(count(table, ada)).as(table).isZero();
        }
        assertThat(events.stream(ContactErased.class)).containsExactly(new ContactErased(ada));
        assertThatExceptionOfType(ContactNotFoundException.class).isThrownBy(() -> personalData.erase(ada));
    }

    @Test
    void theKeptContactGetsWhatItLacksAndKeepsWhatItHas() {
        var ada = add("ada", "Ada");
        var twin = Objects.requireNonNull(intake.add(
                        NewContact.builder()
                                .email(address("twin"))
                                .firstName("A.")
                                .lastName("Lovelace")
                                .doNotCall(true)
                                .externalId("crm-" + unique)
                                .source("fair")
                                .attributes(Map.of("seats", "12"))
                                .build(),
                        API)
                .id());
        activities.record(List.of(visit(twin)), Lane.LIVE);

        var merged = personalData.merge(ada, twin);

        assertThat(merged.firstName()).isEqualTo("Ada");
        assertThat(merged.lastName()).isEqualTo("Lovelace");
        assertThat(merged.doNotCall()).isTrue();
        assertThat(merged.externalId()).isEqualTo("crm-" + unique);
        assertThat(merged.source()).isEqualTo("webinar");
        assertThat(merged.attributes()).containsEntry("seats", "12");
        assertThat(activities.timeline(ada, null, 10).items()).hasSize(1);
        assertThat(contacts.find(twin)).isEmpty();
        assertThat(count("contact_touch", ada)).isEqualTo(1);
        assertThat(events.stream(ContactsMerged.class)).containsExactly(new ContactsMerged(ada, twin));
    }

    @Test
    void theMergedAddressMeansTheKeptContactFromThenOn() {
        var ada = add("ada", "Ada");
        var twin = add("twin", "Twin");
        personalData.merge(ada, twin);

        var again = intake.add(
                NewContact.builder().email(address("TWIN")).jobTitle("Analyst").build(), API);

        assertThat(again.id()).isEqualTo(ada);
        assertThat(contacts.findByEmail(address("twin")).orElseThrow().id()).isEqualTo(ada);
        assertThat(contacts.require(ada).email()).isEqualTo(address("ada"));
        assertThat(contacts.idsByEmailKey(List.of(address("twin")))).containsValue(ada);
    }

    @Test
    void aWithdrawalOfEitherWins() {
        var ada = add("ada", "Ada");
        var twin = add("twin", "Twin");
        consents.grant(ada, "product", "form");
        consents.withdraw(twin, "newsletter", "link in mail");

        personalData.merge(ada, twin);

        assertThat(consents.of(ada))
                .isEqualTo(Map.of("newsletter", ConsentState.WITHDRAWN, "product", ConsentState.GRANTED));
        assertThat(consents.history(ada)).hasSize(4);
    }

    @Test
    void whoRefusedEverythingUnderOneAddressRefusesItUnderBoth() {
        var ada = add("ada", "Ada");
        var twin = add("twin", "Twin");
        consents.grant(ada, "product", "form");
        consents.withdrawAll(twin, "complaint");

        personalData.merge(ada, twin);

        assertThat(consents.of(ada)).containsOnlyKeys("newsletter", "product").containsValue(ConsentState.WITHDRAWN);
        assertThat(consents.grantOnBehalf(ada, "offers", "crm")).isFalse();
    }

    @Test
    void aContactIsNotMergedWithItselfNorWithNobody() {
        var ada = add("ada", "Ada");

        assertThatExceptionOfType(ContactConflictException.class).isThrownBy(() -> personalData.merge(ada, ada));
        assertThatExceptionOfType(ContactNotFoundException.class)
                .isThrownBy(() -> personalData.merge(ada, new ContactId(Ids.next())));
    }

    @Test
    void editingClearsWhatIsNullAndLeavesTheRest() {
        var ada = add("ada", "Ada");

        var changed = new LinkedHashMap<String, @Nullable Object>();
        changed.put("firstName", null);
        changed.put("email", address("new"));
        changed.put("doNotCall", true);
        changed.put("attributes", Map.of("seats", 12));
        var after = editor.change(ada, changed);

        assertThat(after.firstName()).isNull();
        assertThat(after.email()).isEqualTo(address("new"));
        assertThat(after.source()).isEqualTo("webinar");
        assertThat(after.attributes()).isEqualTo(Map.of("seats", "12"));
        assertThat(events.stream(ContactsUpdated.class)).hasSize(1);
    }

    @Test
    void anAddressOfSomebodyElseIsAConflict() {
        var ada = add("ada", "Ada");
        add("twin", "Twin");

        assertThatExceptionOfType(ContactConflictException.class)
                .isThrownBy(() -> editor.change(ada, Map.of("email", address("twin"))));
    }

    private ContactId add(String name, String firstName) {
        return Objects.requireNonNull(intake.add(
                        NewContact.builder()
                                .email(address(name))
                                .firstName(firstName)
                                .source("webinar")
                                .topics(List.of("newsletter"))
                                .build(),
                        API)
                .id());
    }

    private String address(String name) {
        return name + "-" + unique + "@example.org";
    }

    private static NewActivity visit(ContactId contact) {
        return new NewActivity(contact, "page-viewed", null, null, Map.of());
    }

    private long count(String table, ContactId contact) {
        return jdbc.sql("select count(*) from " + table + " where contact_id = :contact")
                .param("contact", contact.value())
                .query((row, number) -> row.getLong(1))
                .single();
    }
}
