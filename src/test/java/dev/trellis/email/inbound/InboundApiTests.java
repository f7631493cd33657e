package dev.trellis.email.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.Emails;
import dev.trellis.email.ReturnPaths;
import dev.trellis.email.SendView;
import dev.trellis.email.SendViews;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Mails;
import dev.trellis.testing.TrellisTest;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

@TrellisTest
class InboundApiTests {

    private final RestClient api;
    private final Emails emails;
    private final SendViews sends;
    private final ReturnPaths returnPaths;
    private final MailboxReader mailbox;
    private final Mails mails;
    private final TrellisProperties settings;

    InboundApiTests(
            @LocalServerPort int port,
            Emails emails,
            SendViews sends,
            ReturnPaths returnPaths,
            MailboxReader mailbox,
            Mails mails,
            TrellisProperties settings) {
        this.api = RestClient.builder()
                .baseUrl("http://localhost:" + port)
                .defaultHeader("Authorization", "Bearer " + Objects.requireNonNull(settings.apiToken()))
                .build();
        this.emails = emails;
        this.sends = sends;
        this.returnPaths = returnPaths;
        this.mailbox = mailbox;
        this.mails = mails;
        this.settings = settings;
    }

    @Test
    void aReplyReachesSalesAndABounceComesInThroughTheMailbox() throws MessagingException {
        var ada = contact("grace.reply@example.org");
        var sent = sentTo(ada);

        var answer = post("/api/inbound", MediaType.parseMediaType("message/rfc822"), """
                From: Grace <grace.reply@example.org>
                To: hello@trellis.example
                Subject: Re: Hello
                Message-ID: <one@example.org>
                In-Reply-To: %s

                Please call me on Thursday.

                > What we wrote
                """.formatted(sent.messageId()));

        assertThat(answer.path("kind").asString()).isEqualTo("reply");
        assertThat(answer.path("sendId").asString()).isEqualTo(sent.id().toString());
        var alert = mails.awaitTo("sam@example.com", 1).getFirst();
        assertThat(alert.subject()).contains("wrote: Re: Hello");
        assertThat(alert.header("Reply-To")).contains("grace.reply@example.org");

        deliver(returnPaths.of(sent.id()), Forms.raw("no-copy-of-our-mail"));
        mailbox.read();

        var email = get("/api/emails/" + sent.id());
        assertThat(email.path("state").asString()).isEqualTo("sent");
        // The report names somebody else, to whom the mail may have been passed on: that is no proof yet.
        assertThat(email.path("bounce").path("bounceClass").asString()).isEqualTo("transient");
        assertThat(get("/api/contacts/" + ada + "/timeline").toString()).contains("replied", "email-bounced");
    }

    @Test
    void whatAnybodyCouldHaveWrittenWaitsForSomebodyToDecide() {
        var lou = contact("lou.living@example.org");
        var sent = sentTo(lou);
        var rfc822 = MediaType.parseMediaType("message/rfc822");

        var forged = post("/api/inbound", rfc822, """
                From: MAILER-DAEMON@forger.example
                Subject: Undelivered mail

                lou.living@example.org could not be delivered: 550 5.1.1 user unknown
                """);

        var path = "/api/inbound/" + forged.path("id").asString();
        assertThat(forged.path("doubt").asString()).isEqualTo("open");
        assertThat(forged.path("sendId").asString()).isEqualTo(sent.id().toString());
        assertThat(get("/api/inbound?doubtful=true").toString())
                .contains(forged.path("id").asString());
        assertThat(post(path + "/dismiss", MediaType.APPLICATION_JSON, "")
                        .path("doubt")
                        .asString())
                .isEqualTo("dismissed");
        assertThatExceptionOfType(HttpClientErrorException.Conflict.class)
                .isThrownBy(() -> post(path + "/confirm", MediaType.APPLICATION_JSON, ""))
                .withMessageContaining("somebody has decided already");
        assertThat(get("/api/inbound?doubtful=true").toString())
                .doesNotContain(forged.path("id").asString());
        assertThat(get("/api/emails/" + sent.id()).path("bounce").isNull()).isTrue();
    }

    private ContactId contact(String email) {
        var contact = post("/api/contacts", MediaType.APPLICATION_JSON, "{\"email\": \"" + email + "\"}");
        return ContactId.of(contact.path("id").asString());
    }

    private SendView sentTo(ContactId contact) {
        var planned = emails.plan(EmailRequest.of(EmailRequest.keyFor("inbound " + contact), contact, "mql-answer")
                .window("any-time")
                .build());
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> sends.find(planned.sendId()).orElseThrow(),
                        send -> send.state().equals("sent"));
    }

    private void deliver(String recipient, byte[] raw) throws MessagingException {
        var smtp = Objects.requireNonNull(settings.smtpUrl());
        var properties = new Properties();
        properties.putAll(Map.of("mail.smtp.host", smtp.getHost(), "mail.smtp.port", String.valueOf(smtp.getPort())));
        var session = Session.getInstance(properties);
        try (var transport = session.getTransport("smtp")) {
            transport.connect();
            transport.sendMessage(
                    new MimeMessage(session, new ByteArrayInputStream(raw)),
                    new InternetAddress[] {new InternetAddress(recipient)});
        }
    }

    private JsonNode post(String path, MediaType type, String body) {
        return Objects.requireNonNull(api.post()
                .uri(path)
                .contentType(type)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .retrieve()
                .body(JsonNode.class));
    }

    private JsonNode get(String path) {
        return Objects.requireNonNull(api.get().uri(path).retrieve().body(JsonNode.class));
    }
}
