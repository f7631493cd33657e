package dev.trellis.email.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trellis.email.ScriptedSmtpServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every way to talk to a relay must do alike. */
class RelayConnectionTests {

    private static final ConnectionLimits LIMITS = new ConnectionLimits(
            100, Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();
    private Relay relay = relay("");

    /** Our clients, and what the relay offers them. */
    enum Way {
        PIPELINING("client=pipelining", "250-scripted\r\n250-PIPELINING\r\n250 SIZE 200000"),
        LOCK_STEP("client=pipelining", "250-scripted\r\n250 SIZE 200000"),
        ANGUS("client=angus", "250-scripted\r\n250 SIZE 200000");

        private final String option;
        private final String hello;

        Way(String option, String hello) {
            this.option = option;
            this.hello = hello;
        }
    }

    @AfterEach
    void stop() {
        relay.closeAll();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void mailsArriveAsTheyWereAndAreAnsweredInOrder(Way way) throws Exception {
        script(way, Map.of());
        var dots = ".\r\n..two\r\nline\r\n.\r\n";

        var answers = deliver(mail(1, "a"), mail(2, dots), mail(3, "x".repeat(150_000)));

        assertThat(answers).hasSize(3).allMatch(Delivery.Accepted.class::isInstance);
        assertThat(server.messages().get(0)).isEqualTo("Subject: 1\n\na\n");
        // The server does not take the doubled dots apart.
        assertThat(server.messages().get(1)).isEqualTo("Subject: 2\n\n..\n...two\nline\n..\n");
        assertThat(server.messages().get(2)).hasSize("Subject: 3\n\n\n".length() + 150_000);
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.commands())
                .contains("RCPT TO:<r1@example.com>")
                .anyMatch(command -> command.startsWith("MAIL FROM:<bounce@acme.example>"));
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aRefusedRecipientStopsNobodyElsesMail(Way way) throws Exception {
        script(way, Map.of("RCPT r2", "550 5.1.1 no such user", "RCPT r4", "450 4.2.1 later", ". r5", "554 5.6.0 no"));

        var answers = deliver(mail(1, "a"), mail(2, "b"), mail(3, "c"), mail(4, "d"), mail(5, "e"), mail(6, "f"));

        assertThat(answers).hasSize(6);
        assertThat(List.of(answers.get(0), answers.get(2), answers.get(5)))
                .allMatch(Delivery.Accepted.class::isInstance);
        assertThat(refusal(answers.get(1)).saysAddressIsDead()).isTrue();
        assertThat(refusal(answers.get(3)).code()).isEqualTo(450);
        assertThat(refusal(answers.get(3)).toRecipient()).isTrue();
        assertThat(refusal(answers.get(4)).enhanced()).isEqualTo("5.6.0");
        assertThat(refusal(answers.get(4)).toRecipient()).isFalse();
        assertThat(server.messages().stream().filter(message -> !message.isEmpty()))
                .hasSize(4);
        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aRefusedSenderIsNoWordAboutTheRecipient(Way way) throws Exception {
        script(way, Map.of("MAIL", "550 5.7.1 not you"));

        var answers = deliver(mail(1, "a"));

        assertThat(refusal(answers.getFirst()).toRecipient()).isFalse();
        assertThat(refusal(answers.getFirst()).enhanced()).isEqualTo("5.7.1");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aConnectionThatBreaksBeforeTheEndHasLostTheMail(Way way) throws Exception {
        script(way, Map.of("DATA r2", ScriptedSmtpServer.CUT));

        var answers = deliver(mail(1, "a"), mail(2, "b"), mail(3, "c"));

        assertThat(answers).hasSize(2);
        assertThat(answers.get(0)).isInstanceOf(Delivery.Accepted.class);
        assertThat(answers.get(1)).isInstanceOf(Delivery.Lost.class);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aConnectionThatBreaksAfterTheEndLeavesTheMailUnclear(Way way) throws Exception {
        script(way, Map.of(". r2", ScriptedSmtpServer.CUT));

        var answers = deliver(mail(1, "a"), mail(2, "b"), mail(3, "c"));

        assertThat(answers).hasSize(2);
        assertThat(answers.get(1)).isInstanceOf(Delivery.Unclear.class);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aRelayThatClosesIsNotSpokenToAnyMore(Way way) throws Exception {
        script(way, Map.of("RCPT r2", "421 4.3.2 shutting down"));

        var answers = deliver(mail(1, "a"), mail(2, "b"), mail(3, "c"));

        assertThat(answers).hasSize(2);
        assertThat(refusal(answers.get(1)).closes()).isTrue();
        assertThat(server.messages()).hasSize(1);
    }

    @Test
    void whatIsTooLargeOrNotForThisRelayIsRefusedWithoutAsking() throws Exception {
        script(Way.PIPELINING, Map.of());

        var answers = deliver(
                mail(1, "x".repeat(300_000)),
                new OutgoingMail("bounce@acme.example", "jörg@example.com", bytes("Subject: 2\r\n\r\n"), true),
                mail(3, "c"));

        assertThat(refusal(answers.get(0)).enhanced()).isEqualTo("5.3.4");
        assertThat(refusal(answers.get(1)).enhanced()).isEqualTo("5.6.7");
        assertThat(answers.get(2)).isInstanceOf(Delivery.Accepted.class);
        assertThat(server.commands()).noneMatch(command -> command.contains("jörg"));
    }

    @Test
    void anInternationalAddressGoesWhereItIsUnderstood() throws Exception {
        script(Way.PIPELINING, Map.of("EHLO", "250-scripted\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8"));

        var answers =
                deliver(new OutgoingMail("bounce@acme.example", "jörg@example.com", bytes("Subject: 2\r\n\r\n"), true));

        assertThat(answers.getFirst()).isInstanceOf(Delivery.Accepted.class);
        assertThat(server.commands())
                .contains("MAIL FROM:<bounce@acme.example> BODY=8BITMIME SMTPUTF8", "RCPT TO:<jörg@example.com>");
    }

    @Test
    void anEnvelopeThatWasSentAheadIsNotSentAheadAgainOnceTheRelayHungUp() throws Exception {
        var dots = new AtomicInteger();
        server.script((command, recipient) -> command.equals("EHLO")
                ? Way.PIPELINING.hello
                : command.equals("MAIL") && dots.incrementAndGet() == 2 ? ScriptedSmtpServer.CUT : null);
        relay = relay("");

        var answers = deliver(mail(1, "a"), mail(2, "b"));
        assertThat(answers.getFirst()).isInstanceOf(Delivery.Accepted.class);
        assertThat(answers.get(1)).isInstanceOf(Delivery.Lost.class);

        assertThat(deliver(mail(2, "b"), mail(3, "c"))).allMatch(Delivery.Accepted.class::isInstance);
        assertThat(server.messages()).hasSize(3);
    }

    @Test
    void aPasswordIsGivenAsTheRelayWantsIt() throws Exception {
        script(Way.PIPELINING, Map.of("EHLO", "250-scripted\r\n250 AUTH PLAIN LOGIN", "AUTH", "235 2.7.0 welcome"));
        relay = relay("ada:s%3Acret@", "");

        assertThat(deliver(mail(1, "a"))).allMatch(Delivery.Accepted.class::isInstance);

        assertThat(server.commands()).contains("AUTH PLAIN AGFkYQBzOmNyZXQ=");
    }

    @Test
    void aPasswordCanBeAskedForInTwoSteps() throws Exception {
        // The script gets commands in upper case: "ada" is YWRh, "pw" is cHc=.
        server.script((command, recipient) -> switch (command) {
            case "EHLO" -> "250-scripted\r\n250 AUTH=LOGIN";
            case "AUTH", "YWRH" -> "334 go on";
            case "CHC=" -> "235 2.7.0 welcome";
            default -> null;
        });
        relay = relay("ada:pw@", "");

        assertThat(deliver(mail(1, "a"))).allMatch(Delivery.Accepted.class::isInstance);

        assertThat(server.commands()).contains("AUTH LOGIN", "YWRh", "cHc=");
    }

    @Test
    void anAccessTokenIsGivenWhereTheSettingSaysSo() throws Exception {
        script(Way.PIPELINING, Map.of("EHLO", "250-scripted\r\n250 AUTH PLAIN XOAUTH2", "AUTH", "235 2.7.0 welcome"));
        relay = relay("ada%40acme.example:tok@", "?auth=xoauth2");

        deliver(mail(1, "a"));

        assertThat(server.commands()).contains("AUTH XOAUTH2 dXNlcj1hZGFAYWNtZS5leGFtcGxlAWF1dGg9QmVhcmVyIHRvawEB");
    }

    @Test
    void aWrongPasswordIsTold() {
        script(Way.PIPELINING, Map.of("EHLO", "250-scripted\r\n250 AUTH PLAIN", "AUTH", "535 5.7.8 wrong"));
        relay = relay("ada:pw@", "");

        assertThatThrownBy(() -> relay.lease())
                .isInstanceOf(RelayAwayException.class)
                .hasMessageContaining("535 5.7.8 wrong");
    }

    @Test
    void encryptionThatIsRequiredAndNotOfferedIsNotDoneWithout() {
        script(Way.PIPELINING, Map.of());
        relay = relay("", "?starttls=required");

        assertThatThrownBy(() -> relay.lease())
                .isInstanceOf(RelayAwayException.class)
                .hasMessageContaining("does not offer STARTTLS");
        assertThat(server.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void anOfferedEncryptionIsTakenBeforeAnythingIsSaid(@TempDir Path folder) throws Exception {
        var certificate = certificate(folder);
        server.encrypting(certificate);
        server.script((command, recipient) -> command.equals("EHLO")
                ? "250-scripted\r\n250-STARTTLS\r\n250-PIPELINING\r\n250 AUTH PLAIN"
                : command.equals("AUTH") ? "235 2.7.0 welcome" : null);
        var address = RelayAddress.parse("test", "smtp://ada:pw@127.0.0.1:" + server.port() + "?starttls=required");
        relay = new Relay("main", address, LIMITS, AccessTokens.PASSWORDS, certificate.getSocketFactory());

        assertThat(deliver(mail(1, "a"), mail(2, "b"))).allMatch(Delivery.Accepted.class::isInstance);
        assertThat(server.commands().indexOf("STARTTLS"))
                .isLessThan(server.commands().indexOf("AUTH PLAIN AGFkYQBwdw=="));

        var distrustful = new Relay("main", address, LIMITS, AccessTokens.PASSWORDS);
        assertThatThrownBy(distrustful::lease)
                .isInstanceOf(RelayAwayException.class)
                .hasMessageContaining("not to be reached");
    }

    /** A certificate for this machine, and trust in it. */
    private static SSLContext certificate(Path folder) throws Exception {
        var file = folder.resolve("tls.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "tls",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=relay",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor())
                .as(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        var store = KeyStore.getInstance(file.toFile(), "secret".toCharArray());
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "secret".toCharArray());
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("tls", store.getCertificate("tls"));
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    @Test
    void connectionsAreUsedAgainUpToTheirLimit() throws Exception {
        script(Way.PIPELINING, Map.of());
        relay = new Relay(
                "main",
                RelayAddress.parse("test", "smtp://127.0.0.1:" + server.port()),
                new ConnectionLimits(
                        3, Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofSeconds(10)),
                AccessTokens.PASSWORDS);

        for (int i = 0; i < 7; i++) {
            assertThat(deliver(mail(i, "a"))).hasSize(1);
        }
        assertThat(server.connections()).isEqualTo(3);

        assertThat(deliver(mail(7, "a"), mail(8, "b"), mail(9, "c"), mail(10, "d")))
                .hasSize(2);
    }

    private List<Delivery> deliver(OutgoingMail... mails) throws RelayAwayException {
        var connection = relay.lease();
        try {
            return connection.deliver(List.of(mails));
        } finally {
            connection.release();
        }
    }

    /** Answers by "COMMAND" or "COMMAND recipient's first letters". */
    private void script(Way way, Map<String, String> answers) {
        server.script((command, recipient) -> {
            var one = answers.get(command + " " + recipient.substring(0, Math.max(0, recipient.indexOf('@'))));
            var any = answers.get(command);
            return one != null ? one : any != null ? any : command.equals("EHLO") ? way.hello : null;
        });
        relay = relay("?" + way.option);
    }

    private Relay relay(String options) {
        return relay("", options);
    }

    private Relay relay(String user, String options) {
        return new Relay(
                "main",
                RelayAddress.parse("test", "smtp://" + user + "127.0.0.1:" + server.port() + options),
                LIMITS,
                AccessTokens.PASSWORDS);
    }

    private static SmtpReply refusal(Delivery delivery) {
        assertThat(delivery).isInstanceOf(Delivery.Refused.class);
        return ((Delivery.Refused) delivery).reply();
    }

    private static OutgoingMail mail(int number, String text) {
        return new OutgoingMail(
                "bounce@acme.example",
                "r" + number + "@example.com",
                bytes("Subject: " + number + "\r\n\r\n" + text),
                false);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
