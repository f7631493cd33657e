package dev.trellis.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.trellis.webhook.Receiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttpTests {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T09:00:00Z"), ZoneOffset.UTC);
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private Receiver receiver;
    private GuardedHttp http;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
        http = GuardedHttp.onThisMachine(CLOCK, PATIENCE);
    }

    @AfterEach
    void close() throws IOException {
        receiver.close();
        http.close();
    }

    @Test
    void keepsTheBeginningOfTheAnswer() throws IOException {
        receiver.replies(exchange -> Receiver.answer(exchange, 422, "é".repeat(3_000)));

        var answer = post(receiver.url());

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.isSuccess()).isFalse();
        assertThat(answer.body()).startsWith("éé").hasSizeLessThanOrEqualTo(2_048);
    }

    @Test
    void aRedirectIsAnAnswerAndNotFollowed() throws IOException {
        receiver.replies(exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", receiver.url().resolve("/elsewhere").toString());
            Receiver.answer(exchange, 307, "");
        });

        assertThat(post(receiver.url()).status()).isEqualTo(307);
        assertThat(receiver.calls()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'120', PT2M",
        "'0', PT0S",
        "'Mon, 02 Mar 2026 09:05:00 GMT', PT5M",
        "'99999999', P1D",
        "'Mon, 02 Mar 2026 08:00:00 GMT',",
        "'soon',",
        "'99999999999999999999',"
    })
    void understandsHowLongTheReceiverWantsToBeLeftAlone(String header, Duration wait) throws IOException {
        receiver.replies(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", header);
            Receiver.answer(exchange, 503, "");
        });

        assertThat(post(receiver.url()).retryAfter()).isEqualTo(wait);
    }

    @Test
    @Timeout(20)
    void anAnswerThatDoesNotComeIsNotWaitedForAnyLonger() {
        var over = new CountDownLatch(1);
        receiver.replies(exchange -> hold(over));

        assertThatIOException().isThrownBy(() -> post(receiver.url()));
        over.countDown();
    }

    /** A byte now and then would satisfy a timeout between two bytes for hours. */
    @Test
    @Timeout(20)
    void anAnswerThatTricklesInIsCutOff() throws IOException {
        var over = new CountDownLatch(1);
        receiver.replies(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                while (!waited(over, 100)) {
                    body.write('.');
                    body.flush();
                }
            }
        });

        var answer = post(receiver.url());

        over.countDown();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith(".").hasSizeLessThan(50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"})
    void nothingOnThisMachineIsCalledUnlessAllowed(String host) throws IOException {
        try (var guarded = new GuardedHttp(new HttpSettings(false, PATIENCE), CLOCK)) {
            var url = URI.create("http://" + host + ":" + receiver.url().getPort() + "/");

            assertThatExceptionOfType(UnknownHostException.class)
                    .isThrownBy(() -> guarded.send("POST", url, Map.of(), "{}"));
        }
        assertThat(receiver.calls()).isEmpty();
    }

    /** The name is good when it is looked at and turns inward afterwards; nobody asks a second time. */
    @Test
    void aNameIsAskedForOnceAndConnectedToWhatWasChecked() throws IOException {
        var asked = new AtomicInteger();
        var names = names(host -> asked.incrementAndGet() == 1
                ? new InetAddress[] {InetAddress.getByName("192.0.2.1")}
                : new InetAddress[] {InetAddress.getLoopbackAddress()});
        try (var guarded = new GuardedHttp(
                new HttpSettings(true, PATIENCE), CLOCK, names, DefaultClientTlsStrategy.createDefault())) {
            var url = URI.create("http://rebound.example.com:" + receiver.url().getPort() + "/");

            assertThatIOException().isThrownBy(() -> guarded.send("POST", url, Map.of(), "{}"));
        }
        assertThat(asked).hasValue(1);
        assertThat(receiver.calls()).isEmpty();
    }

    @Test
    void httpsAsksForTheNameAndBelievesNoOther(@TempDir Path folder) throws Exception {
        var keys = keys(folder);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        server.createContext("/", exchange -> Receiver.answer(exchange, 200, "safe"));
        server.start();
        var names = names(host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
        try (var client = new GuardedHttp(
                new HttpSettings(true, Duration.ofSeconds(10)),
                CLOCK,
                names,
                new DefaultClientTlsStrategy(context(keys)))) {
            int port = server.getAddress().getPort();
            var right = URI.create("https://hooks.example.com:" + port + "/");
            var wrong = URI.create("https://other.example.com:" + port + "/");

            assertThat(client.send("POST", right, Map.of(), "{}").body()).isEqualTo("safe");
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> client.send("POST", wrong, Map.of(), "{}"));
        } finally {
            server.stop(0);
        }
    }

    private Answer post(URI url) throws IOException {
        return http.send("POST", url, Map.of("x-test", "yes"), "{}");
    }

    private static void hold(CountDownLatch over) {
        waited(over, 15_000);
    }

    private static boolean waited(CountDownLatch over, long millis) {
        try {
            return over.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** A certificate for hooks.example.com, trusted by those who have this store. */
    private static KeyStore keys(Path folder) throws Exception {
        var file = folder.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "hooks",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=hooks.example.com",
                        "-ext",
                        "SAN=dns:hooks.example.com",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor()).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        // Only certificates that stand by themselves are trusted.
        keys.setCertificateEntry("trusted", keys.getCertificate("hooks"));
        return keys;
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "changeit".toCharArray());
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static DnsResolver names(Names names) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return names.of(host);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    private interface Names {
        InetAddress[] of(String host) throws UnknownHostException;
    }
}
