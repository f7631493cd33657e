package dev.trellis.email.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ContactId;
import dev.trellis.email.EmailInstance;
import dev.trellis.email.EmailTestDatabase;
import dev.trellis.email.Suppression;
import dev.trellis.email.Suppressions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.json.JsonMapper;

class RelayWebhookTests {

    private static final String SECRET = "a-secret-that-was-agreed";

    private static final KeyPair AMAZON = rsa();

    private static EmailInstance instance;

    private ContactId ada;
    private UUID send;
    private Map<String, RelayWebhooks.Webhook> agreed = Map.of();
    private final List<URI> asked = new ArrayList<>();
    private boolean certificatesAway;

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
        "1772445600, signature, 200",
        "1772445600, parent-signature, 200",
        "1772445600, other, 401",
        "1772360000, signature, 200",
        "1772350000, signature, 401",
        "1772540000, signature, 401",
        "'', signature, 401",
        "soon, signature, 401",
    })
    void mailgunsProofIsGoodForADay(String timestamp, String name, int status) throws Exception {
        agree("mailgun", SECRET);

        assertThat(call("mailgun", mailgun("{\"id\": \"e3\", \"event\": \"opened\"}", timestamp, name), Map.of()))
                .hasStatus(status);
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

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void amazonSignsWhatItTells(String version) throws Exception {
        agree("ses", SECRET);
        var notice = notice(amazonBounce());
        sign(notice, version);

        assertThat(call("ses?secret=wrong", json(notice), Map.of())).hasStatus(401);
        assertThat(call("ses?secret=" + SECRET, json(with(notice, "Subject", "Other")), Map.of()))
                .hasStatus(401);
        assertThat(call("ses?secret=" + SECRET, json(with(notice, "SignatureVersion", "3")), Map.of()))
                .hasStatus(401);
        assertThat(call("ses?secret=" + SECRET, json(with(notice, "Signature", "?")), Map.of()))
                .hasStatus(401);
        assertThat(suppressions()).isEmpty();
        assertThat(call("ses?secret=" + SECRET, json(notice), Map.of())).hasStatusOk();
        assertThat(suppressions()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
                "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-1.pem",
                "https://evil.example/sns.eu-west-1.amazonaws.com/x.pem",
                "https://sns.eu-west-1.amazonaws.com@evil.example/x.pem",
                "https://sns.eu-west-1.amazonaws.com:8443/x.pem",
                "https://s3.eu-west-1.amazonaws.com/x.pem",
                "https://sns.eu-west-1.amazonaws.com/x.pem?y",
                "https://sns.eu-west-1.amazonaws.com/x",
                ""
            })
    void onlyAmazonsOwnCertificateIsAskedFor(String address) throws Exception {
        agree("ses", SECRET);
        var notice = with(notice(amazonBounce()), "SigningCertURL", address);
        sign(notice, "2");

        assertThat(call("ses?secret=" + SECRET, json(notice), Map.of())).hasStatus(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void amazonNeedsNoSecretWhereItsTopicIsKnown() throws Exception {
        agree("ses", "arn:aws:sns:eu-west-1:111122223333:ses");
        var notice = notice(amazonBounce());
        sign(notice, "2");
        var elsewhere = with(notice, "TopicArn", "arn:aws:sns:eu-west-1:999999999999:ses");
        sign(elsewhere, "2");

        assertThat(call("ses", json(elsewhere), Map.of())).hasStatus(401);
        assertThat(asked).isEmpty();
        assertThat(call("ses", json(notice), Map.of())).hasStatusOk();
        assertThat(suppressions()).hasSize(1);
    }

    @Test
    void amazonCallsAgainWhereItsCertificateCannotBeHad() throws Exception {
        agree("ses", SECRET);
        var notice = notice(amazonBounce());
        sign(notice, "2");
        certificatesAway = true;

        assertThat(call("ses?secret=" + SECRET, json(notice), Map.of())).hasStatus(503);
    }

    @Test
    void aSubscriptionIsLeftToPeople() throws Exception {
        agree("ses", SECRET);
        var notice = with(notice("You have chosen to subscribe"), "Type", "SubscriptionConfirmation");
        notice.remove("Subject");
        notice.put("Token", "2336412f37");
        notice.put("SubscribeURL", "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37");
        sign(notice, "1");

        assertThat(call("ses?secret=" + SECRET, json(with(notice, "Token", "other")), Map.of()))
                .hasStatus(401);
        assertThat(call("ses?secret=" + SECRET, json(notice), Map.of()))
                .hasStatusOk()
                .bodyJson()
                .isEqualTo("{\"events\": 0, \"new\": 0}");
    }

    @Test
    void whatAmazonHasOnAListOfItsOwnStopsNothing() throws Exception {
        agree("ses", SECRET);
        var notice = notice("""
                {"eventType": "Bounce", "mail": {"tags": {"send_id": ["%s"]}}, "bounce": {"feedbackId": "f2",
                 "bounceType": "Permanent", "bounceSubType": "OnAccountSuppressionList",
                 "bouncedRecipients": [{"emailAddress": "ada@example.org"}]}}
                """.formatted(send));
        sign(notice, "2");

        assertThat(call("ses?secret=" + SECRET, json(notice), Map.of())).hasStatusOk();

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

        assertThat(call("postmark", "{}", Map.of()))
                .hasStatus(401)
                .hasHeader("WWW-Authenticate", "Basic realm=\"relay\"");
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

    private static KeyPair rsa() {
        try {
            return KeyPairGenerator.getInstance("RSA").generateKeyPair();
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every Java has RSA", ex);
        }
    }

    private void agree(String format, String secret) {
        agreed = Map.of(format, new RelayWebhooks.Webhook(secret));
    }

    private String amazonBounce() {
        return """
                {"notificationType": "Bounce", "mail": {"messageId": "0102-3", "headers":
                   [{"name": "Message-ID", "value": "<%s.1@acme.example>"}]},
                 "bounce": {"feedbackId": "f1", "bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients":
                   [{"emailAddress": "ada@example.org", "action": "failed", "status": "5.1.1",
                     "diagnosticCode": "smtp; 550 5.1.1 user unknown"}]}}
                """.formatted(send);
    }

    private static Map<String, String> notice(String message) {
        var notice = new HashMap<String, String>();
        notice.put("Type", "Notification");
        notice.put("MessageId", "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324");
        notice.put("TopicArn", "arn:aws:sns:eu-west-1:111122223333:ses");
        notice.put("Subject", "Amazon SES Email Event Notification");
        notice.put("Message", message);
        notice.put("Timestamp", "2026-03-02T10:00:00.655Z");
        notice.put("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1a2b.pem");
        return notice;
    }

    private static Map<String, String> with(Map<String, String> notice, String name, String value) {
        var other = new HashMap<>(notice);
        other.put(name, value);
        return other;
    }

    /** As Amazon does: each field that counts with its name above it, in the order of the names. */
    private static void sign(Map<String, String> notice, String version) throws Exception {
        var text = new StringBuilder();
        for (var name :
                List.of("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")) {
            if (notice.containsKey(name)) {
                text.append(name).append('\n').append(notice.get(name)).append('\n');
            }
        }
        var signer = Signature.getInstance(version.equals("1") ? "SHA1withRSA" : "SHA256withRSA");
        signer.initSign(AMAZON.getPrivate());
        signer.update(text.toString().getBytes(StandardCharsets.UTF_8));
        notice.put("SignatureVersion", version);
        notice.put("Signature", Base64.getEncoder().encodeToString(signer.sign()));
    }

    private static String json(Map<String, String> notice) {
        return JsonMapper.shared().writeValueAsString(notice);
    }

    private PublicKey amazonsKey(URI address) throws IOException {
        asked.add(address);
        if (certificatesAway) {
            throw new IOException("no way there");
        }
        return AMAZON.getPublic();
    }

    private static String mailgun(String event) throws Exception {
        return mailgun(event, "1772445600", "signature");
    }

    private static String mailgun(String event, String timestamp, String name) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var signature = HexFormat.of().formatHex(mac.doFinal((timestamp + "t1").getBytes(StandardCharsets.UTF_8)));
        return "{\"signature\":{\"timestamp\":\"" + timestamp + "\",\"token\":\"t1\",\"" + name + "\":\"" + signature
                + "\"},\"event-data\":" + event + "}";
    }

    private MvcTestResult call(String format, String body, Map<String, String> headers) {
        var formats = instance.getAll(RelayFormat.class).stream()
                .map(known -> known instanceof SesFormat ? new SesFormat(new SnsSignatures(this::amazonsKey)) : known)
                .toList();
        var controller = new RelayWebhookController(
                formats, new RelayWebhooks(agreed), instance.get(Inbox.class), JsonMapper.shared());
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
