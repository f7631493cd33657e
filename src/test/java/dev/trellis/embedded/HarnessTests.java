package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trellis.platform.AdjustableClock;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Database;
import dev.trellis.testing.Mails;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@TrellisTest
class HarnessTests {

    private final Time time;
    private final Mails mails;
    private final Database database;
    private final Clock clock;
    private final DataSource dataSource;
    private final TrellisProperties settings;

    HarnessTests(
            Time time, Mails mails, Database database, Clock clock, DataSource dataSource, TrellisProperties settings) {
        this.time = time;
        this.mails = mails;
        this.database = database;
        this.clock = clock;
        this.dataSource = dataSource;
        this.settings = settings;
    }

    @Test
    void clocksOfEngineAndApplicationJumpTogether() {
        var before = Instant.now();
        var offset = ((AdjustableClock) clock).offset();
        time.advance(Duration.ofDays(7));
        assertThat(time.now()).isCloseTo(before.plus(offset).plus(7, ChronoUnit.DAYS), within(60, ChronoUnit.SECONDS));
    }

    @Test
    void mailsAreFoundByRecipient() throws Exception {
        var smtp = settings.smtpUrl();
        assertThat(smtp).isNotNull();
        var properties = new Properties();
        properties.put("mail.smtp.host", smtp.getHost());
        properties.put("mail.smtp.port", Integer.toString(smtp.getPort()));
        var message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("hello@trellis.localhost"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("Ada@example.com"));
        message.setSubject("Grüße", "UTF-8");
        message.setText("Hello Ada", "UTF-8");
        Transport.send(message);

        var received = mails.awaitTo("ada@example.com", 1);
        assertThat(received).hasSize(1);
        assertThat(received.getFirst().subject()).isEqualTo("Grüße");
        assertThat(received.getFirst().text()).isEqualTo("Hello Ada");
        assertThat(received.getFirst().sender()).isEqualTo("hello@trellis.localhost");
    }

    @Test
    void applicationAndTestSeeTheSameDatabase() {
        var port = "select inet_server_port()";
        assertThat(JdbcClient.create(dataSource).sql(port).query(Integer.class).single())
                .isEqualTo(database.jdbc().sql(port).query(Integer.class).single());
    }
}
