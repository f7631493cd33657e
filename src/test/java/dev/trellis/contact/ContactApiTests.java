package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Ids;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest
@AutoConfigureMockMvc(addFilters = false)
class ContactApiTests {

    /** This feature's API alone, with the manners all share. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @ComponentScan("dev.trellis.platform.web")
    @Import({ContactTestConfiguration.class, ContactController.class, ActivityController.class, CompanyController.class
    })
    static class Api {}

    private final String unique = Ids.next().toString();
    private final MockMvcTester mvc;
    private final Contacts contacts;
    private final Consents consents;

    @Autowired
    ContactApiTests(MockMvcTester mvc, Contacts contacts, Consents consents) {
        this.mvc = mvc;
        this.contacts = contacts;
        this.consents = consents;
    }

    @Test
    void addingAContactTwiceIsCreatedThenMerged() {
        var body = "{\"email\": \"%s\", \"firstName\": \"Ada\", \"topics\": [\"newsletter\"]}".formatted(email());

        var created = post("/api/contacts", body);
        assertThat(created).hasStatus(201);
        assertThat(created).bodyJson().extractingPath("$.id").isEqualTo(id().toString());
        assertThat(created).bodyJson().extractingPath("$.consent.newsletter").isEqualTo("granted");
        assertThat(created).headers().hasValue("Location", "/api/contacts/" + id());
        assertThat(post("/api/contacts", body)).hasStatus(200);
    }

    @Test
    void aFieldThatDoesNotExistIsNamed() {
        assertProblem(
                post("/api/contacts", "{\"email\": \"%s\", \"fristName\": \"Ada\"}".formatted(email())),
                400,
                "'fristName' is not a field here; there are attributes, company,");
        assertThat(contacts.findByEmail(email())).isEmpty();
    }

    @Test
    void malformedJsonIsRefusedWithItsPlace() {
        assertProblem(
                post("/api/contacts", "{\n  \"email\": \"a@b.example\",,\n}"), 400, "malformed at line 2, column");
        assertProblem(post("/api/contacts", ""), 400, "needs a JSON body");
    }

    @Test
    void aValueOfTheWrongKindIsNamed() {
        assertProblem(post("/api/contacts", "{\"topics\": 5}"), 400, "'topics' must be an array");
        assertProblem(post("/api/contacts", "{\"doNotCall\": \"perhaps\"}"), 400, "'doNotCall' must be true or false");
    }

    @Test
    void aValueThatCannotBeUsedIsNamedWithTheReason() {
        assertProblem(post("/api/contacts", "{\"email\": \"ada\"}"), 400, "'email' is wrong: 'ada' cannot be used");
        assertProblem(post("/api/contacts", "{\"firstName\": \"Ada\"}"), 400, "'email' is missing");
        assertProblem(
                post("/api/contacts", "{\"email\": \"%s\", \"country\": \"Atlantis\"}".formatted(email())),
                400,
                "'Atlantis' is not a country");
    }

    @Test
    void importAnswersWhatBecameOfTheRows() {
        var result = mvc.post()
                .uri("/api/contacts/import?source=fair")
                .contentType("text/csv")
                .content("email\n%s\nnobody\n".formatted(email()))
                .exchange();

        assertThat(result).hasStatusOk();
        assertThat(result).bodyJson().extractingPath("$.created").isEqualTo(1);
        assertThat(result).bodyJson().extractingPath("$.rejectedCount").isEqualTo(1);
        assertThat(result).bodyJson().extractingPath("$.rejected[0].line").isEqualTo(3);
    }

    @Test
    void importWantsCsv() {
        assertProblem(post("/api/contacts/import", "{}"), 415, "send application/csv");
    }

    @Test
    void patchClearsWhatIsNullAndRefusesWhatIsNotItsOwn() {
        post("/api/contacts", "{\"email\": \"%s\", \"firstName\": \"Ada\", \"phone\": \"1\"}".formatted(email()));
        var path = "/api/contacts/" + id();

        var patched = mvc.patch()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"firstName\": null, \"country\": \"France\"}")
                .exchange();
        assertThat(patched).hasStatusOk();
        assertThat(patched).bodyJson().doesNotHavePath("$.firstName");
        assertThat(patched).bodyJson().extractingPath("$.country").isEqualTo("FR");
        assertThat(patched).bodyJson().extractingPath("$.phone").isEqualTo("1");

        assertProblem(
                mvc.patch()
                        .uri(path)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"stage\": \"sql\"}")
                        .exchange(),
                400,
                "'stage' is changed with PUT /api/contacts/{id}/stage");
    }

    @Test
    void aContactThatDoesNotExistIsNotFound() {
        var unknown = Ids.next();
        assertProblem(mvc.delete().uri("/api/contacts/" + unknown).exchange(), 404, "No contact with id " + unknown);
        assertProblem(mvc.delete().uri("/api/contacts/ada").exchange(), 400, "'ada' is not the id of a contact");
    }

    @Test
    void onlyTheContactLiftsItsWithdrawal() {
        post("/api/contacts", "{\"email\": \"%s\", \"topics\": [\"newsletter\"]}".formatted(email()));
        var path = "/api/contacts/" + id() + "/consent";

        assertThat(put(path, "{\"topic\": \"newsletter\", \"state\": \"withdrawn\"}"))
                .hasStatusOk();
        assertProblem(put(path, "{\"topic\": \"newsletter\", \"state\": \"granted\"}"), 400, "say how you know");
        assertProblem(
                put(path, "{\"topic\": \"newsletter\", \"state\": \"granted\", \"evidence\": \"crm\"}"),
                409,
                "only the contact itself can grant 'newsletter'");
        assertThat(consents.of(id())).containsEntry("newsletter", ConsentState.WITHDRAWN);

        assertThat(put(
                        path,
                        "{\"topic\": \"newsletter\", \"state\": \"granted\", \"evidence\": \"call on Monday\","
                                + " \"askedByContact\": true}"))
                .hasStatusOk();
        assertThat(consents.of(id())).containsEntry("newsletter", ConsentState.GRANTED);
    }

    @Test
    void activitiesAreCountedOnceAndTheBadOnesNamed() {
        post("/api/contacts", "{\"email\": \"%s\"}".formatted(email()));
        var body = """
                [{"email": "%1$s", "type": "page-viewed", "key": "a-%2$s", "properties": {"page": "/"}},
                 {"contactId": "%3$s", "type": "page-viewed", "key": "a-%2$s"},
                 {"email": "nobody-%2$s@example.org", "type": "page-viewed"},
                 {"email": "%1$s", "type": "page-viewed", "at": "2036-01-01T00:00:00Z"},
                 {"email": "%1$s", "type": "page-viewed", "at": "yesterday"},
                 {"email": "%1$s"}]
                """.formatted(email(), unique, id());

        var result = post("/api/activities", body);

        assertThat(result).hasStatus(202);
        assertThat(result).bodyJson().extractingPath("$.accepted").isEqualTo(1);
        assertThat(result).bodyJson().extractingPath("$.duplicates").isEqualTo(1);
        assertThat(result).bodyJson().extractingPath("$.rejected[*].index").isEqualTo(List.of(2, 3, 4, 5));
        assertThat(post("/api/activities", "{\"email\": \"%s\", \"type\": \"replied\"}".formatted(email())))
                .hasStatus(202);
    }

    @Test
    void aMisspelledFieldOfAnActivityIsNamedWithItsPlace() {
        assertProblem(
                post("/api/activities", "[{\"type\": \"replied\"}, {\"typ\": \"replied\"}]"),
                400,
                "'[1].typ' is not a field here");
    }

    @Test
    void tooManyActivitiesAtOnceAreRefused() {
        var body = IntStream.range(0, 10_001).mapToObj(i -> "{}").collect(Collectors.joining(",", "[", "]"));

        assertProblem(post("/api/activities", body), 400, "send at most 10000 at once");
    }

    @Test
    void companiesAreAddedChangedAndListed() {
        var added = post(
                "/api/companies",
                "{\"name\": \"Engines %1$s\", \"domain\": \"https://www.e%1$s.example\", \"externalId\": \"%1$s\"}"
                        .formatted(unique));
        assertThat(added).hasStatus(201);
        assertThat(added).bodyJson().extractingPath("$.domain").isEqualTo("e" + unique + ".example");

        var again = post("/api/companies", "{\"name\": \"Motors\", \"externalId\": \"%s\"}".formatted(unique));
        assertThat(again).hasStatusOk();
        assertThat(again).bodyJson().extractingPath("$.name").isEqualTo("Motors");

        assertThat(mvc.get().uri("/api/companies?limit=1").exchange()).hasStatusOk();
        assertProblem(mvc.get().uri("/api/companies?limit=0").exchange(), 400, "'limit' must be between 1 and 500");
        assertProblem(mvc.get().uri("/api/companies?limit=x").exchange(), 400, "'limit' must be a whole number");
        assertProblem(mvc.get().uri("/api/companies?after=x").exchange(), 400, "'after' must be the 'next'");
        assertProblem(mvc.delete().uri("/api/companies").exchange(), 405, "DELETE is not possible here");
    }

    private void assertProblem(MvcTestResult result, int status, String detail) {
        assertThat(result).hasStatus(status);
        assertThat(result).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(result).bodyJson().extractingPath("$.detail").asString().contains(detail);
    }

    private MvcTestResult post(String path, String body) {
        return mvc.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult put(String path, String body) {
        return mvc.put()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private String email() {
        return "ada-" + unique + "@example.org";
    }

    private ContactId id() {
        return contacts.findByEmail(email()).orElseThrow().id();
    }
}
