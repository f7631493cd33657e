package dev.trellis.email.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.email.Suppression;
import dev.trellis.email.Suppressions;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.json.JsonMapper;

class RelayWebhookTests {

    private static final String SECRET = "a-secret-that-was-agreed";

    private static EmailInstance instance;

    private ContactId ada;
    private UUID send;
    private Map<String, RelayWebhooks.Webhook> agreed = Map.of();

    @BeforeAll
    static void startInstance() {
        instance = SentMail.start();
    }

    @AfterAll
    static void stopInstance() {
        instance.close();
    }

    @BeforeEach
    void start() {
        SentMail.clear(instance);
        ada = instance.reader(Forms.ADDRESS);
        send = SentMail.to(instance, ada);
    }

    @Test
    void nobodyListensWhereNothingWasAgreed() {
        assertThat(call("mailgun", "{}", Map.of())).hasStatus(404);
        agree("mailgun", SECRET);
        assertThat(call("postmark", "{}", Map.of())).hasStatus(404);
        assertThat(call("nobody", "{}", Map.of())).hasStatus(404);
    }

    @Test
    void mailgunSignsWhatItTells() throws Exception {
        agree("mailgun", SECRET);
        var body = mailgun("""
                {"id": "e1", "event": "failed", "severity": "permanent", "recipient": "ada@example.org",
                 "delivery-status": {"code": 550, "message": "5.1.1 The address does not exist"},
                 "message": {"headers": {"message-id": "%s.1@acme.example"}}}
                """.formatted(send));

        assertThat(call("mailgun", body.replace("token\":\"t", "token\":\"x"), Map.of()))
                .hasStatus(401);
        assertThat(suppressions()).isEmpty();
        assertThat(call("mailgun", body, Map.of())).hasStatusOk().bodyJson().isEqualTo("{\"events\": 1, \"new\": 1}");
        assertThat(call("mailgun", body, Map.of())).hasStatusOk().bodyJson().isEqualTo("{\"events\": 1, \"new\": 0}");
        assertThat(suppressions())
                .singleElement()
                .extracting(Suppression::reason)
                .isEqualTo(Suppressions.Reason.BOUNCE);
    }

    @ParameterizedTest
    @CsvSource({
        "failed, temporary, 550 5.1.1 no such user, 0",
        "failed, permanent, 550 5.7.1 blocked by our list, 0",
        "failed, permanent, Not delivering to previously bounced address, 0",
        "complained, '', '', 1",
        "unsubscribed, '', '', 1",
        "delivered, '', '', 0",
        "opened, '', '', 0",
    })
    void whatMailgunTellsIsJudgedAsABounceIs(String event, String severity, String words, int suppressions)
            throws Exception {
        agree("mailgun", SECRET);

        call("mailgun", mailgun("""
                {"id": "e2", "event": "%s", "severity": "%s", "recipient": "ada@example.org",
                 "delivery-status": {"message": "%s"}, "user-variables": {"send_id": "%s"}}
                """.formatted(event, severity, words, send)), Map.of());

        assertThat(suppressions()).hasSize(suppressions);
    }

    @Test
    void sendGridSignsWithAKeyOfItsOwn() throws Exception {
        var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        agree("sendgrid", Base64.getEncoder().encodeToString(keys.getPublic().getEncoded()));
        var body = """
                [{"event": "delivered", "email": "ada@example.org", "sg_event_id": "1"},
                 {"event": "bounce", "type": "blocked", "email": "ada@example.org", "sg_event_id": "2",
                  "smtp-id": "<%1$s.1@acme.example>", "reason": "554 5.7.1 blocked using a list", "status": "5.7.1"},
                 {"event": "spamreport", "email": "ada@example.org", "sg_event_id": "3", "send_id": "%1$s"}]
                """.formatted(send);
        var signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate());
        signer.update(("1772445600" + body).getBytes(StandardCharsets.UTF_8));
        var headers = Map.of(
                "X-Twilio-Email-Event-Webhook-Signature",
                Base64.getEncoder().encodeToString(signer.sign()),
                "X-Twilio-Email-Event-Webhook-Timestamp",
                "1772445600");

        assertThat(call("sendgrid", body.replace("blocked", "bounce"), headers)).hasStatus(401);
        assertThat(call("sendgrid", body, Map.of())).hasStatus(401);
        assertThat(call("sendgrid", body, headers)).hasStatusOk().bodyJson().isEqualTo("{\"events\": 2, \"new\": 2}");
        assertThat(suppressions())
                .singleElement()
                .extracting(Suppression::reason)
                .isEqualTo(Suppressions.Reason.COMPLAINT);
    }

    @Test
    void amazonTellsByWayOfItsNotices() {
        agree("ses", SECRET);
        var inner = """
                {"notificationType": "Bounce", "mail": {"messageId": "0102-3", "headers":
                   [{"name": "Message-ID", "value": "<%s.1@acme.example>"}]},
                 "bounce": {"feedbackId": "f1", "bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients":
                   [{"emailAddress": "ada@example.org", "action": "failed", "status": "5.1.1",
                     "diagnosticCode": "smtp; 550 5.1.1 user unknown"}]}}
                """.formatted(send);
        var body = JsonMapper.shared().writeValueAsString(Map.of("Type", "Notification", "Message", inner));

        assertThat(call("ses?secret=wrong", body, Map.of())).hasStatus(401);
        assertThat(call("ses?secret=" + SECRET, body, Map.of())).hasStatusOk();
        assertThat(suppressions()).hasSize(1);
    }

    @Test
    void whatAmazonHasOnAListOfItsOwnStopsNothing() {
        agree("ses", SECRET);

        call("ses?secret=" + SECRET, """
                {"eventType": "Bounce", "mail": {"tags": {"send_id": ["%s"]}}, "bounce": {"feedbackId": "f2",
                 "bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList",
                 "bouncedRecipients": [{"emailAddress": "ada@example.org"}]}}
                """.formatted(send), Map.of());

        assertThat(suppressions()).isEmpty();
        assertThat(bounceClasses()).containsExactly("policy");
    }

    @ParameterizedTest
    @CsvSource({
        "HardBounce, address",
        "SoftBounce, transient",
        "Blocked, policy",
        "SpamNotification, policy",
        "AutoResponder, "
    })
    void postmarkCallsWithAPassword(String type, String about) {
        agree("postmark", SECRET);
        var headers = Map.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(("trellis:" + SECRET).getBytes(StandardCharsets.UTF_8)));

        assertThat(call("postmark", """
                {"RecordType": "Bounce", "ID": 1, "Type": "%s", "Email": "ada@example.org", "Details": "",
                 "Metadata": {"send_id": "%s"}}
                """.formatted(type, send), headers)).hasStatusOk();

        assertThat(bounceClasses()).isEqualTo(about == null ? List.of() : List.of(about));
    }

    @Test
    void brevoCallsWithAToken() {
        agree("brevo", SECRET);
        var body = """
                {"event": "hard_bounce", "email": "ada@example.org", "id": 7, "message-id": "<%s.1@acme.example>",
                 "reason": "550 5.7.1 your server is on our blacklist", "ts_event": 1772445600}
                """.formatted(send);

        assertThat(call("brevo", body, Map.of("Authorization", "Bearer nonsense")))
                .hasStatus(401);
        assertThat(call("brevo", body, Map.of("Authorization", "Bearer " + SECRET)))
                .hasStatusOk();
        assertThat(bounceClasses()).containsExactly("policy");
        assertThat(suppressions()).isEmpty();
    }

    @Test
    void whatIsNoJsonIsRefused() {
        agree("brevo", SECRET);

        assertThat(call("brevo", "<html>", Map.of("Authorization", "Bearer " + SECRET)))
                .hasStatus(400);
        assertThat(call("brevo", "", Map.of("Authorization", "Bearer " + SECRET)))
                .hasStatusOk();
    }

    private void agree(String format, String secret) {
        agreed = Map.of(format, new RelayWebhooks.Webhook(secret));
    }

    private static String mailgun(String event) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signature = HexFormat.of().formatHex(mac.doFinal("1772445600t1".getBytes(StandardCharsets.UTF_8)));
        return "{\"signature\":{\"timestamp\":\"1772445600\",\"token\":\"t1\",\"signature\":\"" + signature
                + "\"},\"event-data\":" + event + "}";
    }

    private MvcTestResult call(String format, String body, Map<String, String> headers) {
        var controller = new RelayWebhookController(
                List.copyOf(instance.getAll(RelayFormat.class)),
                new RelayWebhooks(agreed),
                instance.get(Inbox.class),
                JsonMapper.shared());
        var request = MockMvcTester.create(
                        MockMvcBuilders.standaloneSetup(controller).build())
                .post()
                .uri("/t/relay/" + format)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body);
        headers.forEach(request::header);
        return request.exchange();
    }

    private List<Suppression> suppressions() {
        return instance.get(Suppressions.class).page(Forms.ADDRESS, null, 10).items();
    }

    private static List<String> bounceClasses() {
        return EmailTestDatabase.jdbc()
                .sql("select bounce_class from send where bounce_class is not null")
                .query((row, number) -> String.valueOf(row.getString(1)))
                .list();
    }
}
