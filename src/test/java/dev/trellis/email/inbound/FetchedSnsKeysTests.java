package dev.trellis.email.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchedSnsKeysTests {

    /** Good from 2026-11-26 to 2036-11-23. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBjTCCATOgAwIBAgIUfBNclOX2Azx2Mk6ol1i+44aWQYgwCgYIKoZIzj0EAwIw
            HDEaMBgGA1UEAwwRc25zLmFtYXpvbmF3cy5jb20wHhcNMjYxMTI2MDYzNzIxWhcN
            MzYxMTIzMDYzNzIxWjAcMRowGAYDVQQDDBFzbnMuYW1hem9uYXdzLmNvbTBZMBMG
            ByqGSM49AgEGCCqGSM49AwEHA0IABLgrhVni/9HWWbW/rIiiHI3NU2OgM9a6vi66
            Pp1eiKskN4NXUBzQz2+i2TgCK4EkANRqqiBikQtSZWGoWOa2Q1CjUzBRMB0GA1Ud
            DgQWBBQhxWm9ohV0j7wBpFDm1UDpdbj90TAfBgNVHSMEGDAWgBQhxWm9ohV0j7wB
            pFDm1UDpdbj90TAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIHV0
            YkLCScHHAPnSg9m0eJ7Q3FmFJIZgXrPgzFUZ9gOaAiEAi5U4mxkbc8Uq6KOFOKCK
            1bbj01qAa3yWCYT9irm/ASQ=
            -----END CERTIFICATE-----
            """;

    private final AtomicInteger asked = new AtomicInteger();
    private volatile String answer = CERTIFICATE;
    private volatile int status = 200;
    private HttpServer amazon;

    @BeforeEach
    void start() throws IOException {
        amazon = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        amazon.createContext("/", exchange -> {
            asked.incrementAndGet();
            var bytes = answer.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        amazon.start();
    }

    @AfterEach
    void stop() {
        amazon.stop(0);
    }

    @Test
    void aCertificateIsFetchedOnce() throws IOException {
        var keys = keysOn("2027-01-01");

        var key = keys.at(address("one"));

        assertThat(key.getAlgorithm()).isEqualTo("EC");
        assertThat(keys.at(address("one"))).isEqualTo(key);
        assertThat(asked).hasValue(1);
        for (int i = 0; i < 20; i++) {
            keys.at(address("other" + i));
        }
        assertThat(asked).hasValue(21);
    }

    @Test
    void oneThatIsNotValidNowCountsForNothing() {
        assertThatIOException().isThrownBy(() -> keysOn("2026-01-01").at(address("early")));
        assertThatIOException().isThrownBy(() -> keysOn("2037-01-01").at(address("late")));
    }

    @Test
    void whatIsNoCertificateIsAskedForAgain() throws IOException {
        var keys = keysOn("2027-01-01");
        answer = "<html>";
        assertThatIOException().isThrownBy(() -> keys.at(address("one")));
        answer = CERTIFICATE;
        status = 503;
        assertThatIOException().isThrownBy(() -> keys.at(address("one"))).withMessageContaining("503");
        status = 200;

        assertThat(keys.at(address("one"))).isNotNull();
    }

    @Test
    void whereNobodyAnswersNoKeyIsHad() {
        amazon.stop(0);

        assertThatIOException().isThrownBy(() -> keysOn("2027-01-01").at(address("one")));
    }

    private static FetchedSnsKeys keysOn(String day) {
        return new FetchedSnsKeys(Clock.fixed(Instant.parse(day + "T00:00:00Z"), ZoneOffset.UTC));
    }

    private URI address(String name) {
        return URI.create("http://127.0.0.1:" + amazon.getAddress().getPort() + "/" + name + ".pem");
    }
}
