package dev.trellis.email;

import dev.trellis.email.smtp.AccessTokens;
import dev.trellis.email.smtp.RelayAddress;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Gets access tokens (RFC 6749, 4.4 and 6) and keeps each until shortly before it ends. */
@Component
class OauthTokens implements AccessTokens {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RENEW_BEFORE_END = Duration.ofMinutes(1);
    private static final long USUAL_SECONDS = 300;

    private final OauthProperties properties;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private @Nullable String token;
    private long goodUntilNanos;

    OauthTokens(OauthProperties properties) {
        this.properties = properties;
    }

    @Override
    public String secret(RelayAddress address) throws IOException {
        var endpoint = properties.tokenUrl();
        if (address.auth() == RelayAddress.Auth.XOAUTH2 && endpoint != null) {
            return token(endpoint);
        }
        return PASSWORDS.secret(address);
    }

    private synchronized String token(URI endpoint) throws IOException {
        if (token == null || System.nanoTime() - goodUntilNanos >= 0) {
            var answer = ask(endpoint);
            var fresh = answer.get("access_token");
            if (fresh == null) {
                throw new IOException("the token endpoint " + endpoint.getHost() + " gave no access token");
            }
            long seconds = answer.get("expires_in") instanceof Number number ? number.longValue() : USUAL_SECONDS;
            goodUntilNanos = System.nanoTime()
                    + Duration.ofSeconds(seconds).minus(RENEW_BEFORE_END).toNanos();
            token = fresh.toString();
        }
        return token;
    }

    private Map<String, Object> ask(URI endpoint) throws IOException {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(form()))
                .build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(
                        "the token endpoint " + endpoint.getHost() + " answered " + response.statusCode());
            }
            return Columns.object(response.body());
        } catch (JacksonException ex) {
            throw new IOException("the token endpoint " + endpoint.getHost() + " does not answer in JSON", ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an access token was fetched", ex);
        }
    }

    private String form() {
        var fields = new LinkedHashMap<String, @Nullable String>();
        fields.put("grant_type", properties.refreshToken() == null ? "client_credentials" : "refresh_token");
        fields.put("client_id", properties.clientId());
        fields.put("client_secret", properties.clientSecret());
        fields.put("refresh_token", properties.refreshToken());
        fields.put("scope", properties.scope());
        return fields.entrySet().stream()
                .filter(field -> field.getValue() != null)
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
