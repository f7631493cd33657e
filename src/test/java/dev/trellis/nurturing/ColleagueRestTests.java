package dev.trellis.nurturing;

import static dev.trellis.platform.UtcTime.utc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.email.PlannedSend;
import dev.trellis.platform.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ColleagueRestTests {

    private static final Instant NOW = EmailInstance.NOW;

    private static EmailInstance instance;

    private ContactId ada;
    private ContactId bob;

    @BeforeAll
    static void startInstance() {
        instance = EmailInstance.options().configuration(ColleagueRest.class).start();
    }

    @AfterAll
    static void stopInstance() {
        instance.close();
    }

    @BeforeEach
    void twoColleagues() {
        EmailTestDatabase.clear();
        EmailTestDatabase.jdbc().sql("delete from company").update();
        instance.clock().set(NOW);
        ada = instance.reader("ada@acme.example");
        bob = instance.reader("bob@acme.example");
        var company = UUID.randomUUID();
        run("insert into company (id, name, name_key, created_at, updated_at) values ('%s', 'Acme', 'acme', '%s', '%s')"
                .formatted(company, NOW, NOW));
        run("update contact set company_id = '%s'".formatted(company));
    }

    @Test
    void colleaguesOfAnOpenDealLeavePromotionUntilItIsDecided() {
        deal(bob, "open");

        var planned = plan(ada);

        assertThat(planned.dueAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThat(planned.reason()).isEqualTo("Waits, for a deal with Acme is under way");
        run("update deal set state = 'lost', lost_reason = 'budget', lost_on = '2026-03-02', closed_at = updated_at");
        assertThat(plan(ada).dueAt()).isEqualTo(NOW);
    }

    @Test
    void whoHasADealKeepsWhatAccompaniesIt() {
        deal(ada, "open");
        deal(bob, "open");

        assertThat(plan(ada).dueAt()).isEqualTo(NOW);
    }

    @Test
    void customersKeepWhatTheyGetAsCustomers() {
        deal(bob, "open");
        run("""
                insert into lifecycle (contact_id, stage, entry, entered_at, closed_lost, journey)
                values ('%s', 'customer', 1, '%s', false, false)""".formatted(ada.value(), NOW));

        assertThat(plan(ada).dueAt()).isEqualTo(NOW);
    }

    @Test
    void peopleElsewhereAndWithoutACompanyGoOn() {
        deal(bob, "open");
        var eve = instance.reader("eve@elsewhere.example");

        assertThat(plan(eve).dueAt()).isEqualTo(NOW);
    }

    private static void deal(ContactId contact, String state) {
        EmailTestDatabase.jdbc()
                .sql("""
                        insert into deal (id, contact_id, name, amount, currency, step, step_since, state,
                                          opened_at, updated_at)
                        values (:id, :contact, 'Deal', 10, 'EUR', 'demo', :now, :state, :now, :now)""")
                .param("id", Ids.next())
                .param("contact", contact.value())
                .param("state", state)
                .param("now", utc(NOW))
                .update();
    }

    private static void run(String sql) {
        EmailTestDatabase.jdbc().sql(sql).update();
    }

    private static PlannedSend plan(ContactId contact) {
        return instance.emails()
                .plan(EmailRequest.of(EmailRequest.keyFor(UUID.randomUUID().toString()), contact, "marketing-hello")
                        .window("any-time")
                        .repeat(true)
                        .build());
    }
}
