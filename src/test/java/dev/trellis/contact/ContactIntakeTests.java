package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.ContactIntake.Outcome;
import dev.trellis.contact.ContactIntake.Taken;
import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;

@ContactTest
class ContactIntakeTests {

    private static final Origin API = Origin.live("crm-token");

    private final String unique = Ids.next().toString();
    private final ContactIntake intake;
    private final Contacts contacts;
    private final Consents consents;
    private final Companies companies;
    private final JdbcClient jdbc;

    @Autowired
    ApplicationEvents events;

    @Autowired
    ContactIntakeTests(
            ContactIntake intake, Contacts contacts, Consents consents, Companies companies, JdbcClient jdbc) {
        this.intake = intake;
        this.contacts = contacts;
        this.consents = consents;
        this.companies = companies;
        this.jdbc = jdbc;
    }

    @Test
    void aNewContactIsStoredAndTold() {
        var taken = intake.add(
                ada().firstName(" Ada ")
                        .country("germany")
                        .language("de_de")
                        .timeZone("europe/berlin")
                        .source("webinar")
                        .stage("lead")
                        .attributes(Map.of("Seats", "12", "empty", " "))
                        .build(),
                API);

        assertThat(taken.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(stored(taken)).satisfies(contact -> {
            assertThat(contact.firstName()).isEqualTo("Ada");
            assertThat(contact.country()).isEqualTo("DE");
            assertThat(contact.language()).isEqualTo("de-DE");
            assertThat(contact.timeZone()).isEqualTo("Europe/Berlin");
            assertThat(contact.attributes()).containsExactly(Map.entry("Seats", "12"));
        });
        assertThat(events.stream(ContactsAdded.class)).singleElement().satisfies(event -> {
            assertThat(event.lane()).isEqualTo(Lane.LIVE);
            assertThat(event.journey()).isTrue();
            assertThat(event.contacts())
                    .containsExactly(new ContactsAdded.Added(Objects.requireNonNull(taken.id()), "lead", false));
        });
    }

    @Test
    void someoneOfWhomOnlyAnAddressAndATopicIsKnownIsToldAsSuch() {
        intake.add(ada().topics(List.of("newsletter")).country("DE").build(), API);
        intake.add(another("b").topics(List.of("newsletter")).firstName("Bo").build(), API);
        intake.add(another("c").build(), API);

        assertThat(events.stream(ContactsAdded.class).flatMap(event -> event.contacts().stream()))
                .extracting(ContactsAdded.Added::topicOnly)
                .containsExactly(true, false, false);
    }

    @Test
    void blanksNeverOverwriteAndTheFirstSourceStays() {
        var first =
                intake.add(ada().firstName("Ada").phone("123").source("webinar").build(), API);
        var second = intake.add(
                ada().firstName("")
                        .phone("456")
                        .lastName("Lovelace")
                        .source("fair")
                        .build(),
                API);

        assertThat(second).isEqualTo(new Taken(first.id(), Outcome.UPDATED, null));
        assertThat(stored(first)).satisfies(contact -> {
            assertThat(contact.firstName()).isEqualTo("Ada");
            assertThat(contact.phone()).isEqualTo("456");
            assertThat(contact.lastName()).isEqualTo("Lovelace");
            assertThat(contact.source()).isEqualTo("webinar");
        });
        assertThat(touches(first)).containsExactly("fair");
        assertThat(events.stream(ContactsUpdated.class)).hasSize(1);
    }

    @Test
    void tellingTheSameAgainChangesNothing() {
        var told = ada().firstName("Ada")
                .company("Analytical Engines")
                .topics(List.of("newsletter"))
                .attributes(Map.of("seats", "12"))
                .source("crm")
                .externalId("crm-" + unique)
                .build();

        var first = intake.add(told, API);
        var before = stored(first);
        var second = intake.add(told, API);

        assertThat(second.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(stored(first)).isEqualTo(before);
        assertThat(events.stream(ContactsAdded.class)).hasSize(1);
        assertThat(events.stream(ContactsUpdated.class)).isEmpty();
        assertThat(events.stream(ConsentChanged.class)).hasSize(1);
    }

    @Test
    void upperAndLowerCaseAreTheSameAddress() {
        var first = intake.add(contact("Ada." + unique + "@Example.ORG").build(), API);
        var second = intake.add(contact("ada." + unique + "@example.org").build(), API);

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(stored(first).email()).isEqualTo("Ada." + unique + "@example.org");
    }

    @Test
    void theExternalIdFindsTheContactAndTheAddressFollows() {
        var first = intake.add(ada().externalId("crm-" + unique).build(), API);
        var moved = intake.add(another("new").externalId("crm-" + unique).build(), API);
        var named = intake.add(
                NewContact.builder()
                        .externalId("crm-" + unique)
                        .firstName("Ada")
                        .build(),
                API);

        assertThat(moved.id()).isEqualTo(first.id());
        assertThat(named.id()).isEqualTo(first.id());
        assertThat(stored(first).email()).isEqualTo("new-" + unique + "@example.org");
        assertThat(stored(first).firstName()).isEqualTo("Ada");
        assertThat(contacts.findByEmail(address("ada"))).isEmpty();
    }

    @Test
    void anAddressAndAnExternalIdOfTwoContactsAreAConflict() {
        intake.add(ada().externalId("crm-" + unique).build(), API);
        intake.add(another("bo").build(), API);

        assertThatExceptionOfType(ContactConflictException.class)
                .isThrownBy(() ->
                        intake.add(another("bo").externalId("crm-" + unique).build(), API))
                .withMessageContaining("merge the two first");
    }

    @Test
    void anExternalIdAloneMustBeKnown() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> intake.add(
                        NewContact.builder().externalId("x-" + unique).build(), API))
                .withMessageContaining("no contact has the external id");
    }

    @Test
    void topicsAreGrantedWithTheEvidenceButNeverAgainstTheContactsWord() {
        var told = ada().topics(List.of("Newsletter", "product")).source("crm").build();
        var id = Objects.requireNonNull(intake.add(told, API).id());
        assertThat(consents.of(id)).containsOnlyKeys("newsletter", "product").containsValue(ConsentState.GRANTED);
        assertThat(consents.history(id))
                .allSatisfy(consent -> assertThat(consent.evidence())
                        .contains(
                                "\"token\":\"crm-token\"", "\"source\":\"crm\"", "\"time\":\"2026-03-02T09:00:00Z\""));

        consents.withdraw(id, "newsletter", "link in mail");
        intake.add(told, API);
        assertThat(consents.of(id)).containsEntry("newsletter", ConsentState.WITHDRAWN);

        consents.withdrawAll(id, "complaint");
        intake.add(ada().topics(List.of("offers")).build(), API);
        assertThat(consents.of(id)).containsOnlyKeys("newsletter", "product").containsValue(ConsentState.WITHDRAWN);
    }

    @Test
    void aBanOnCallsIsNeverLifted() {
        var taken = intake.add(ada().doNotCall(true).build(), API);
        intake.add(ada().doNotCall(false).firstName("Ada").build(), API);

        assertThat(stored(taken).doNotCall()).isTrue();
    }

    @Test
    void peopleOfOneCompanyAreLinkedToItByNameOrByDomain() {
        var name = "Engines " + unique;
        var byName = intake.add(ada().company(name).build(), API);
        var spelledOtherwise =
                intake.add(another("bo").company(name.toUpperCase(Locale.ROOT)).build(), API);
        companies.change(
                Objects.requireNonNull(stored(byName).companyId()),
                new Companies.Change(null, "https://www.e" + unique + ".example/about", null, Map.of()));
        var byDomain = intake.add(contact("cy@e" + unique + ".example").build(), API);

        assertThat(List.of(stored(spelledOtherwise), stored(byDomain)))
                .allSatisfy(contact ->
                        assertThat(contact.companyId()).isEqualTo(stored(byName).companyId()))
                .allSatisfy(contact -> assertThat(contact.company()).isEqualTo(name));
    }

    @Test
    void rowsOfOneBatchThatMeanThePersonMerge() {
        var taken = intake.addAll(
                List.of(
                        ada().firstName("Ada").externalId("e-" + unique).build(),
                        ada().lastName("Lovelace").build(),
                        another("second").externalId("e-" + unique).build(),
                        another("second").jobTitle("Analyst").build(),
                        another("second").build()),
                API);

        assertThat(taken)
                .extracting(Taken::outcome)
                .containsExactly(Outcome.CREATED, Outcome.UPDATED, Outcome.UPDATED, Outcome.UPDATED, Outcome.UNCHANGED);
        assertThat(taken).extracting(Taken::id).containsOnly(taken.getFirst().id());
        assertThat(stored(taken.getFirst())).satisfies(contact -> {
            assertThat(contact.email()).isEqualTo(address("second"));
            assertThat(contact.firstName()).isEqualTo("Ada");
            assertThat(contact.lastName()).isEqualTo("Lovelace");
            assertThat(contact.jobTitle()).isEqualTo("Analyst");
        });
    }

    @Test
    void theSameAddressAddedByManyAtOnceIsOneContact() throws Exception {
        try (var executor = Executors.newFixedThreadPool(8)) {
            var calls = IntStream.range(0, 32)
                    .<Callable<Taken>>mapToObj(i -> () -> intake.add(
                            ada().attributes(Map.of("caller-" + i, "was here")).build(), API))
                    .toList();
            var taken = new ArrayList<Taken>();
            for (var result : executor.invokeAll(calls)) {
                taken.add(result.get());
            }

            assertThat(taken)
                    .extracting(Taken::id)
                    .containsOnly(taken.getFirst().id());
            assertThat(taken).extracting(Taken::outcome).containsOnlyOnce(Outcome.CREATED);
            assertThat(stored(taken.getFirst()).attributes()).hasSize(32);
        }
    }

    @Test
    void overlappingBatchesInDifferentOrdersNeitherLoseNorDoubleAnyone() throws Exception {
        var addresses = IntStream.range(0, 300).mapToObj(i -> "p" + i).toList();
        try (var executor = Executors.newFixedThreadPool(4)) {
            var calls = IntStream.range(0, 8)
                    .<Callable<List<Taken>>>mapToObj(i -> () -> {
                        var order = new ArrayList<>(addresses);
                        Collections.shuffle(order, new Random(i));
                        return intake.addAll(
                                order.stream()
                                        .map(name -> another(name)
                                                .company("Company " + name.hashCode() % 7 + unique)
                                                .externalId(name + unique)
                                                .topics(List.of("newsletter"))
                                                .attributes(Map.of("batch-" + i, "x"))
                                                .build())
                                        .toList(),
                                new Origin("import", Lane.BULK, true));
                    })
                    .toList();
            long created = 0;
            for (var result : executor.invokeAll(calls)) {
                created += result.get().stream()
                        .filter(taken -> taken.outcome() == Outcome.CREATED)
                        .count();
            }

            assertThat(created).isEqualTo(300);
        }
        assertThat(jdbc.sql("select count(*) from contact where email like :pattern and "
                                + "(select count(*) from jsonb_object_keys(attributes)) = 8")
                        .param("pattern", "%" + unique + "@example.org")
                        .query(Long.class)
                        .single())
                .isEqualTo(300);
    }

    @Test
    void rehearsingSaysWhatWouldHappenAndDoesNothing() {
        var known = intake.add(ada().build(), API);
        var told = List.of(
                ada().firstName("Ada").build(),
                another("bo").company("Unheard of " + unique).build(),
                another("bo").build());

        var taken = intake.rehearse(told, API);

        assertThat(taken)
                .extracting(Taken::outcome)
                .containsExactly(Outcome.UPDATED, Outcome.CREATED, Outcome.UNCHANGED);
        assertThat(stored(known).firstName()).isNull();
        assertThat(contacts.findByEmail(address("bo"))).isEmpty();
        assertThat(jdbc.sql("select count(*) from company where name = :name")
                        .param("name", "Unheard of " + unique)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private Contact stored(Taken taken) {
        return contacts.require(Objects.requireNonNull(taken.id()));
    }

    private List<String> touches(Taken taken) {
        return jdbc.sql("select source from contact_touch where contact_id = :id order by source")
                .param("id", Objects.requireNonNull(taken.id()).value())
                .query((row, number) -> row.getString("source"))
                .list();
    }

    private NewContact.Builder ada() {
        return another("ada");
    }

    private NewContact.Builder another(String name) {
        return contact(address(name));
    }

    private String address(String name) {
        return name + "-" + unique + "@example.org";
    }

    private static NewContact.Builder contact(String email) {
        return NewContact.builder().email(email);
    }
}
