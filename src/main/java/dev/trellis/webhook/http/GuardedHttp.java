package dev.trellis.webhook.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Calls addresses that users typed in. Follows no redirect, keeps no cookie, waits so long and no longer, reads the
 * beginning of the answer only, and connects to nothing but what {@link GuardedDns} lets through.
 */
@Component
public class GuardedHttp implements AutoCloseable {

    private static final int MOST_BYTES = 2_048;
    private static final int CONNECTIONS = 256;
    private static final int CONNECTIONS_EACH = 16;
    private static final Duration LONGEST_REST = Duration.ofDays(1);

    private final GuardedDns dns;
    private final Duration timeout;
    private final Clock clock;
    private final CloseableHttpClient http;
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("webhook-deadlines").daemon().factory());

    @Autowired
    GuardedHttp(HttpSettings settings, Clock clock) {
        this(settings, clock, SystemDefaultDnsResolver.INSTANCE, DefaultClientTlsStrategy.createDefault());
    }

    GuardedHttp(HttpSettings settings, Clock clock, DnsResolver names, TlsSocketStrategy tls) {
        this.dns = new GuardedDns(names, settings.allowPrivateNetworks());
        this.timeout = settings.timeout();
        this.clock = clock;
        var patience = Timeout.of(timeout);
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(dns)
                .setTlsSocketStrategy(tls)
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS_EACH)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(patience)
                        .setSocketTimeout(patience)
                        .setTimeToLive(Timeout.ofMinutes(5))
                        .build())
                .build();
        this.http = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(patience)
                        .setResponseTimeout(patience)
                        .build())
                .setUserAgent("Trellis")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .build();
    }

    /** A client for tests of other packages, whose servers are on this machine. */
    public static GuardedHttp onThisMachine(Clock clock, Duration timeout) {
        return new GuardedHttp(new HttpSettings(true, timeout), clock);
    }

    /**
     * Whether the address may be called as far as can be told now. A name that nobody knows is no reason to refuse it.
     *
     * @throws RefusedAddressException if it leads into an inner network
     */
    public void check(URI url) throws RefusedAddressException {
        try {
            dns.resolve(host(url));
        } catch (RefusedAddressException ex) {
            throw ex;
        } catch (IOException ex) {
            // Asked again when it is called.
        }
    }

    /**
     * Sends a request and keeps the first 2 kB of the answer.
     *
     * @throws RefusedAddressException if the address leads into an inner network
     * @throws IOException if there was no answer in time; the message says why
     */
    public Answer send(String method, URI url, Map<String, String> headers, @Nullable String json) throws IOException {
        return send(method, url, headers, json, MOST_BYTES);
    }

    /**
     * Sends a request.
     *
     * @param most how many bytes of the answer are kept
     * @throws RefusedAddressException if the address leads into an inner network
     * @throws IOException if there was no answer in time; the message says why
     */
    public Answer send(String method, URI url, Map<String, String> headers, @Nullable String json, int most)
            throws IOException {
        var request = new HttpUriRequestBase(method, url);
        headers.forEach(request::setHeader);
        if (json != null) {
            request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        }
        var late = new AtomicBoolean();
        var deadline = deadlines.schedule(
                () -> {
                    late.set(true);
                    request.cancel();
                },
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            var response = http.executeOpen(null, request, null);
            var answer = new Answer(response.getCode(), beginning(response, most), retryAfter(response));
            // Closing alone would read the answer to its end, however long that takes.
            request.cancel();
            closeQuietly(response);
            return answer;
        } catch (RefusedAddressException ex) {
            throw ex;
        } catch (IOException ex) {
            throw late.get() ? new IOException("No answer within " + timeout.toSeconds() + " s", ex) : ex;
        } finally {
            deadline.cancel(false);
        }
    }

    @Override
    public void close() throws IOException {
        deadlines.shutdownNow();
        http.close();
    }

    private static void closeQuietly(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException ex) {
            // The connection is cut off; what was to be known of it is known.
        }
    }

    /** The status is the answer; a body that breaks off takes nothing away from it. */
    private static String beginning(ClassicHttpResponse response, int most) {
        var entity = response.getEntity();
        if (entity == null) {
            return "";
        }
        var bytes = new byte[most];
        int length = 0;
        try {
            InputStream content = entity.getContent();
            for (int read = 0; read >= 0 && length < most; read = content.read(bytes, length, most - length)) {
                length += read;
            }
        } catch (IOException ex) {
            // What came until then is kept.
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private @Nullable Duration retryAfter(ClassicHttpResponse response) {
        var header = response.getFirstHeader("Retry-After");
        if (header == null) {
            return null;
        }
        var value = header.getValue().strip();
        try {
            var wait = value.chars().allMatch(Character::isDigit)
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(clock.instant(), Instant.from(date(value)));
            return wait.isNegative() ? null : wait.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : wait;
        } catch (NumberFormatException | ArithmeticException | DateTimeException ex) {
            return null;
        }
    }

    private static ZonedDateTime date(String value) {
        return ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
    }

    private static String host(URI url) {
        var host = String.valueOf(url.getHost());
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
