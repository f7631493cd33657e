package dev.trellis.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewContact;
import dev.trellis.platform.Ids;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.transaction.support.TransactionTemplate;

@LifecycleTest
class StageControllerTests {

    private static final String QUALIFICATION =
            ", \"qualification\": {\"budget\": \"10k\", \"authority\": \"CFO\", \"need\": \"x\", \"timeline\": \"y\"}";

    private final MockMvcTester mvc;
    private final Lifecycle lifecycle;
    private final ContactIntake intake;

    private ContactId ada = new ContactId(Ids.next());

    @Autowired
    StageControllerTests(
            Lifecycle lifecycle, Contacts contacts, ContactIntake intake, TransactionTemplate transaction) {
        this.mvc = MockMvcTester.of(new StageController(lifecycle, contacts, transaction))
                .withHttpMessageConverters(List.of(new JacksonJsonHttpMessageConverter()));
        this.lifecycle = lifecycle;
        this.intake = intake;
    }

    @BeforeEach
    void addAda() {
        var contact = NewContact.builder().email(Ids.next() + "@example.org").firstName("Ada");
        ada = Objects.requireNonNull(
                intake.add(contact.build(), Origin.live("test")).id());
    }

    @Test
    void theStagesAreListedInOrder() {
        assertThat(mvc.get().uri("/api/stages"))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items[*].stage")
                .asArray()
                .containsExactly("subscriber", "lead", "mql", "sql", "opportunity", "customer", "evangelist");
    }

    @Test
    void aMoveAnswersWithTheHistory() {
        assertThat(put("mql", ""))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.history[*].stage")
                .asArray()
                .containsExactly("lead", "mql");
    }

    @Test
    void anIllegalMoveIsAConflictThatSaysWhy() {
        assertThat(put("evangelist", ""))
                .hasStatus(409)
                .bodyJson()
                .extractingPath("$.detail")
                .asString()
                .startsWith("A contact in the stage lead cannot move to evangelist");
    }

    @Test
    void sqlComesWithItsQualification() {
        assertThat(put("sql", "")).hasStatus(409);
        assertThat(put("sql", QUALIFICATION)).hasStatusOk();
        assertThat(lifecycle.qualification(ada)).isPresent();
    }

    @Test
    void theQualificationOfARefusedMoveIsNotKept() {
        assertThat(put("evangelist", QUALIFICATION)).hasStatus(409);
        assertThat(lifecycle.qualification(ada)).isEmpty();
    }

    private MvcTestResult put(String stage, String more) {
        return mvc.put()
                .uri("/api/contacts/{id}/stage", ada)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"stage\": \"" + stage + "\", \"reason\": \"because\"" + more + "}")
                .exchange();
    }
}
