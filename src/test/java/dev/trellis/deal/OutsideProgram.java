package dev.trellis.deal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that works with deals over HTTP. */
final class OutsideProgram {

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String address;
    private final String token;

    OutsideProgram(int port, TrellisProperties settings) {
        this.address = "http://localhost:" + port;
        this.token = Objects.requireNonNull(settings.apiToken());
    }

    /** Opens a deal of a contact, or of a new one with that address, and gives its id. */
    String open(String emailOrContact) throws IOException, InterruptedException {
        var contact = emailOrContact.contains("@") ? contact(emailOrContact) : emailOrContact;
        return ok(
                        "POST",
                        "/api/deals",
                        "{\"contactId\": \"%s\", \"name\": \"Seats\", \"amount\": 900, \"currency\": \"EUR\"}"
                                .formatted(contact))
                .get("id")
                .asString();
    }

    String contact(String email) throws IOException, InterruptedException {
        return ok("POST", "/api/contacts", "{\"email\": \"%s\", \"stage\": \"mql\"}".formatted(email))
                .get("id")
                .asString();
    }

    JsonNode ok(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        var answer = send(method, path, body);
        assertThat(answer.status()).as("%s %s: %s", method, path, answer.body()).isBetween(200, 299);
        return answer.body();
    }

    Answer send(String method, String path, @Nullable String body) throws IOException, InterruptedException {
        var content = body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .method(method, content)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), json.readTree(answer.body()));
    }

    /** Follows a link as a browser or program of that name does. */
    HttpResponse<String> follow(String method, String path, String agent) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .header("User-Agent", agent)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    record Answer(int status, JsonNode body) {}
}
