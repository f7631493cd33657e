package dev.trellis.email.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.Test;

class DkimSignerTests {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair ED25519 = pair("Ed25519", 255);
    private static final String MESSAGE = """
            From: Acme GmbH <hello@acme.example>
            To: =?UTF-8?Q?J=C3=B6rg?= <joerg@example.com>
            Subject: Hello  with   spaces
            Date: Mon, 2 Mar 2026 10:00:00 +0000
            Message-ID: <1@acme.example>
            MIME-Version: 1.0
            List-Unsubscribe: <https://mail.example.org/t/u/abc>,
             <mailto:hello@acme.example?subject=unsubscribe%20abc>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            List-Id: <newsletter.acme.example>
            Feedback-ID: hello:lead:marketing:acmeexample
            Content-Type: text/plain; charset=UTF-8

            A line with a trailing space~
            and\t a  tab.

            .
            The end


            """.replace("~", " ").replace("\n", "\r\n");

    /** Where Debian puts the one that its modules belong to. */
    private static final String PYTHON = "/usr/bin/python3";

    /** Asks Python's dkim module, which shares no code with us. */
    private static final String VERIFIER = """
            import sys, dkim
            records = dict(line.split(' ', 1) for line in open(sys.argv[1]).read().splitlines())
            message = open(sys.argv[2], 'rb').read()
            dns = lambda name, timeout=5: records.get(name.decode().rstrip('.'), '').encode() or None
            verifier = dkim.DKIM(message, minkey=1024)
            print([verifier.verify(idx=i, dnsfunc=dns) for i in range(int(sys.argv[3]))])
            """;

    @Test
    void anotherLibraryFindsTheSignatureGood() throws Exception {
        var signed = signer(rsa()).sign(bytes(MESSAGE), NOW);

        var records = verifier().verify(new ByteArrayInputStream(signed));

        assertThat(records).singleElement().satisfies(record -> {
            assertThat(record.getDToken().toString()).isEqualTo("acme.example");
            assertThat(record.getHeaders().stream().map(Object::toString))
                    .contains("list-unsubscribe", "list-unsubscribe-post", "list-id", "feedback-id", "message-id");
        });
        assertThat(new String(signed, StandardCharsets.UTF_8)).endsWith(MESSAGE);
    }

    @Test
    void whateverIsChangedOnTheWayIsNoticed() {
        var signed = new String(signer(rsa()).sign(bytes(MESSAGE), NOW), StandardCharsets.UTF_8);

        for (var forged : List.of(
                signed.replace("The end", "The End"),
                signed.replace("Hello  with", "Hi with"),
                signed.replace("/t/u/abc", "/t/u/abd"),
                signed.replace("MIME-Version", "Subject: Another one\r\nMIME-Version"),
                signed.replace("MIME-Version", "From: evil@example.com\r\nMIME-Version"))) {
            assertThat(forged).isNotEqualTo(signed);
            assertThatThrownBy(() -> verifier().verify(new ByteArrayInputStream(bytes(forged))))
                    .isInstanceOf(FailException.class);
        }
    }

    @Test
    void whatRelaysMayChangeIsForgiven() throws Exception {
        var signed = new String(signer(rsa()).sign(bytes(MESSAGE), NOW), StandardCharsets.UTF_8);
        var relayed = "Received: from somewhere\r\n"
                + signed.replace("Hello  with   spaces", "Hello with spaces").replace("a  tab", "a tab") + "\r\n\r\n";

        assertThat(verifier().verify(new ByteArrayInputStream(bytes(relayed)))).hasSize(1);
    }

    /** The hash is the one that RFC 6376, 3.4.4, gives. */
    @Test
    void anEmptyBodyIsHashedAsTheStandardSays() {
        var empty = MESSAGE.substring(0, MESSAGE.indexOf("\r\n\r\n") + 4);

        var signed = signer(rsa()).sign(bytes(empty), NOW);

        assertThat(new String(signed, StandardCharsets.UTF_8))
                .contains("bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;");
    }

    @Test
    void twoSignaturesAreGoodForAVerifierThatKnowsBoth() throws Exception {
        var python = new ProcessBuilder(PYTHON, "-c", "import dkim, nacl").redirectErrorStream(true);
        assumeTrue(runs(python), "Skipped: Python's dkim and nacl modules (python3-dkim, python3-nacl) are not here");
        var folder = Files.createTempDirectory("dkim");
        var edKey = Arrays.copyOfRange(ED25519.getPublic().getEncoded(), 12, 44);
        Files.writeString(
                folder.resolve("dns"),
                "rsa._domainkey.acme.example v=DKIM1; k=rsa; p="
                        + base64(RSA.getPublic().getEncoded()) + "\ned._domainkey.acme.example v=DKIM1; k=ed25519; p="
                        + base64(edKey) + "\n");
        Files.writeString(folder.resolve("verify.py"), VERIFIER);
        Files.write(
                folder.resolve("message"),
                signer(
                                DkimKey.parse(
                                        "ed",
                                        pem("PRIVATE KEY", ED25519.getPrivate().getEncoded())),
                                rsa())
                        .sign(bytes(MESSAGE), NOW));

        var process = new ProcessBuilder(PYTHON, "verify.py", "dns", "message", "2")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo("[True, True]");
        org.springframework.util.FileSystemUtils.deleteRecursively(folder);
    }

    @Test
    void keysComeInTheFormsThatToolsMakeThem() throws Exception {
        var pkcs8 = RSA.getPrivate().getEncoded();
        var pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

        assertThat(DkimKey.parse("s", pem("RSA PRIVATE KEY", pkcs1)).publicKey())
                .isEqualTo(base64(RSA.getPublic().getEncoded()));
        assertThatThrownBy(() -> DkimKey.parse("s", "hello"))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("no private key in PEM form");
        assertThatThrownBy(() -> DkimKey.parse("s", pem("PRIVATE KEY", new byte[] {1, 2, 3})))
                .hasMessageContaining("neither RSA nor Ed25519");
        assertThatThrownBy(() -> DkimKey.parse(
                        "s", pem("PRIVATE KEY", pair("RSA", 512).getPrivate().getEncoded())))
                .hasMessageContaining("shorter than 1024 bits");
    }

    private static DKIMVerifier verifier() {
        return new DKIMVerifier((method, selector, domain) ->
                List.of("v=DKIM1; k=rsa; p=" + base64(RSA.getPublic().getEncoded())));
    }

    private static DkimSigner signer(DkimKey... keys) {
        return new DkimSigner("acme.example", List.of(keys));
    }

    private static DkimKey rsa() {
        try {
            return DkimKey.parse("rsa", pem("PRIVATE KEY", RSA.getPrivate().getEncoded()));
        } catch (InvalidKeyException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private static String pem(String kind, byte[] key) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(key) + "\n-----END " + kind
                + "-----\n";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean runs(ProcessBuilder command) throws InterruptedException {
        try {
            var process = command.start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException ex) {
            return false;
        }
    }

    private static KeyPair pair(String algorithm, int size) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException(ex);
        }
    }
}
