package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the API as an outside program does. */
final class Caller {

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final String address;
    private final String token;

    Caller(int port, String token) {
        this.address = "http://localhost:" + port;
        this.token = token;
    }

    /** Adds a contact and gives its id. */
    UUID contact(String body) {
        return UUID.fromString(post("/api/contacts", body).get("id").asString());
    }

    JsonNode post(String path, String body) {
        return send(
                HttpRequest.newBuilder()
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json"),
                path);
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    private JsonNode send(HttpRequest.Builder request, String path) {
        try {
            var answer = http.send(
                    request.uri(URI.create(address + path))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isBetween(200, 299);
            return json.readTree(answer.body());
        } catch (IOException ex) {
            throw new IllegalStateException(path + " cannot be called", ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(path + " was interrupted", ex);
        }
    }
}
