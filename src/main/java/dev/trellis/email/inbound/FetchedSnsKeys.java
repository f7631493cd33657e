package dev.trellis.email.inbound;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Fetches each certificate once, and keeps it while it is valid. */
@Component
class FetchedSnsKeys implements SnsKeys {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 64 * 1024;

    /** Amazon changes its certificate about once a year; more than a few are somebody's play with addresses. */
    private static final int MOST_KEPT = 10;

    private final Clock clock;
    private final Map<URI, X509Certificate> kept = new LinkedHashMap<>();

    FetchedSnsKeys(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized PublicKey at(URI address) throws IOException {
        try {
            var certificate = kept.get(address);
            if (certificate == null) {
                certificate = fetch(address);
            }
            certificate.checkValidity(Date.from(clock.instant()));
            keep(address, certificate);
            return certificate.getPublicKey();
        } catch (CertificateException ex) {
            kept.remove(address);
            throw new IOException("what is at " + address + " is no certificate that is valid now", ex);
        }
    }

    private void keep(URI address, X509Certificate certificate) {
        kept.put(address, certificate);
        if (kept.size() > MOST_KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    private static X509Certificate fetch(URI address) throws IOException, CertificateException {
        var request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
        try (var http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            var response = http.send(request, BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException(address + " answered " + response.statusCode());
                }
                var bytes = new ByteArrayInputStream(body.readNBytes(MOST_BYTES));
                return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
            }
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + address + " was fetched", ex);
        }
    }
}
