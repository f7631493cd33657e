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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

class ReplyRestTests {

    private static EmailInstance instance;

    private ContactId ada;

    @BeforeAll
    static void startInstance() {
        instance = EmailInstance.options().configuration(WithRest.class).start();
    }

    @AfterAll
    static void stopInstance() {
        instance.close();
    }

    @BeforeEach
    void start() {
        EmailTestDatabase.clear();
        instance.clock().set(EmailInstance.NOW);
        ada = instance.reader("ada@example.org");
    }

    @Test
    void marketingMailRestsForAWeekAfterAReply() {
        replied(EmailInstance.NOW);

        var planned = plan("marketing-hello");

        assertThat(planned.state()).isEqualTo(SendState.PLANNED);
        assertThat(planned.dueAt()).isEqualTo(EmailInstance.NOW.plus(Duration.ofDays(7)));
        assertThat(planned.reason()).isEqualTo("Rests, for the contact wrote to us on 2 Mar 2026");
    }

    @Test
    void otherMailGoesOn() {
        replied(EmailInstance.NOW);

        assertThat(plan("receipt").dueAt()).isEqualTo(EmailInstance.NOW);
    }

    @Test
    void whatWasWrittenLongAgoHoldsNothing() {
        replied(EmailInstance.NOW.minus(Duration.ofDays(8)));

        assertThat(plan("marketing-hello").dueAt()).isEqualTo(EmailInstance.NOW);
    }

    private void replied(Instant at) {
        instance.get(Activities.class)
                .record(List.of(new NewActivity(ada, "replied", at, null, Map.of("text", "Hello"))), Lane.LIVE);
    }

    private PlannedSend plan(String template) {
        return instance.emails()
                .plan(EmailRequest.of(EmailRequest.keyFor(template), ada, template)
                        .window("any-time")
                        .build());
    }

    @Import(ReplyRest.class)
    static class WithRest {

        @Bean
        NurturingProperties nurturingProperties() {
            return new NurturingProperties(Duration.ofSeconds(30), Duration.ofDays(7), "marketing@example.com");
        }
    }
}
