package dev.trellis.nurturing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * Posts to webhooks, signed as the Standard Webhooks specification 1.0 says: the headers {@code webhook-id},
 * {@code webhook-timestamp} and {@code webhook-signature}.
 */
@Component
public class WebhookClient {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NurturingProperties properties;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    WebhookClient(NurturingProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Posts a JSON body.
     *
     * @param id the same for every attempt to deliver the same thing, so that the receiver can tell repeats
     * @return the status of the answer
     * @throws IOException if there was no answer; trying later may help
     */
    public int post(Webhook webhook, String id, String json) throws IOException, InterruptedException {
        refusePrivate(webhook.url());
        var timestamp = String.valueOf(clock.instant().getEpochSecond());
        var request = HttpRequest.newBuilder(webhook.url())
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", "v1," + sign(webhook.secret(), id + "." + timestamp + "." + json))
                .POST(BodyPublishers.ofString(json))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** A diagram must not be a way into the network that this application stands in. */
    private void refusePrivate(URI url) throws IOException {
        if (properties.webhooksToPrivateAddresses()) {
            return;
        }
        for (var address : InetAddress.getAllByName(url.getHost())) {
            if (isPrivate(address)) {
                throw new IllegalArgumentException(url + " is an address of the inner network ("
                        + address.getHostAddress()
                        + "); allow it with trellis.nurturing.webhooks-to-private-addresses=true");
            }
        }
    }

    private static boolean isPrivate(InetAddress address) {
        var bytes = address.getAddress();
        var uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        var carrierGrade = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return uniqueLocal
                || carrierGrade
                || address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
    }

    static String sign(String secret, String content) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(content.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
