package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.email.PlannedSend;
import dev.trellis.email.SendState;
import dev.trellis.platform.Lane;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Import;

class ComplaintRestTests {

    private static final Instant NOW = EmailInstance.NOW;

    private static EmailInstance instance;

    @Import({ComplaintRest.class, ComplaintEnd.class})
    static class Rest {}

    private ContactId ada;

    @BeforeAll
    static void startInstance() {
        instance = EmailInstance.options().configuration(Rest.class).start();
    }

    @AfterAll
    static void stopInstance() {
        instance.close();
    }

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance.clock().set(NOW);
        ada = instance.reader("ada@example.org");
    }

    @Test
    void nothingIsSoldWhileAComplaintIsOpen() {
        told("complaint-opened", NOW.minus(Duration.ofDays(40)));

        var planned = plan("marketing-hello");

        assertThat(planned.state()).isEqualTo(SendState.PLANNED);
        assertThat(planned.dueAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThat(planned.reason()).isEqualTo("Waits, for the contact has an open complaint since 21 Jan 2026");
        assertThat(plan("receipt").dueAt()).isEqualTo(NOW);
        assertThat(inTheNameOfSales().dueAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void aComplaintThatIsClosedHoldsNothingUntilTheNext() {
        told("complaint-opened", NOW.minus(Duration.ofDays(3)));
        told("complaint-closed", NOW.minus(Duration.ofDays(2)));
        assertThat(plan("marketing-hello").dueAt()).isEqualTo(NOW);

        told("complaint-opened", NOW.minus(Duration.ofDays(1)));

        assertThat(plan("marketing-hello").dueAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void whatWaitedGoesOnAsSoonAsTheComplaintIsClosed() {
        told("complaint-opened", NOW);
        var held = plan("marketing-hello", 1);
        var ofSales = inTheNameOfSales(2);
        assertThat(List.of(held, ofSales)).allMatch(send -> send.dueAt().isAfter(NOW));
        instance.clock().set(NOW.plus(Duration.ofHours(2)));

        told("complaint-closed", NOW.plus(Duration.ofHours(2)));

        assertThat(plan("marketing-hello", 1).dueAt()).isEqualTo(NOW.plus(Duration.ofHours(2)));
        assertThat(inTheNameOfSales(2).dueAt()).isEqualTo(NOW.plus(Duration.ofHours(2)));
    }

    @Test
    void whatAJourneyWaitsForIsOfUseForAsMuchLongerAsItIsHeld() {
        told("complaint-opened", NOW);
        var journeys = request(1).job(7L).notAfter(NOW.plus(Duration.ofHours(3)));
        var nobodys = request(2).notAfter(NOW.plus(Duration.ofHours(3)));

        assertThat(instance.emails().plan(journeys.build()).state()).isEqualTo(SendState.PLANNED);
        assertThat(EmailTestDatabase.jdbc()
                        .sql("select not_after from send where element_instance_key = 1")
                        .query(OffsetDateTime.class)
                        .single()
                        .toInstant())
                .isEqualTo(NOW.plus(Duration.ofHours(27)));
        assertThat(instance.emails().plan(nobodys.build()).state()).isEqualTo(SendState.EXPIRED);
    }

    private EmailRequest.Builder request(long visit) {
        return EmailRequest.of(visit, ada, "marketing-hello").window("any-time").repeat(true);
    }

    @Test
    void salesWritesWhereNobodyComplains() {
        assertThat(inTheNameOfSales().dueAt()).isEqualTo(NOW);
    }

    private PlannedSend inTheNameOfSales() {
        return inTheNameOfSales(EmailRequest.keyFor(UUID.randomUUID().toString()));
    }

    private PlannedSend inTheNameOfSales(long visit) {
        return instance.emails()
                .plan(EmailRequest.of(visit, ada, "receipt")
                        .owner(new EmailRequest.Owner("Sam", "sam@example.com"))
                        .inTheNameOfOwner(true)
                        .window("any-time")
                        .build());
    }

    private void told(String type, Instant at) {
        instance.get(Activities.class).record(List.of(new NewActivity(ada, type, at, null, Map.of())), Lane.LIVE);
    }

    private PlannedSend plan(String template) {
        return plan(template, EmailRequest.keyFor(UUID.randomUUID().toString()));
    }

    private PlannedSend plan(String template, long visit) {
        return instance.emails()
                .plan(EmailRequest.of(visit, ada, template)
                        .window("any-time")
                        .repeat(true)
                        .build());
    }
}
