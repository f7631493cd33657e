package dev.trellis.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application as programs and readers see it: the HTTP API with its token, and the public links without. */
final class Api {

    /** Readers use browsers; what calls itself a program counts as a machine. */
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI base;
    private final String token;
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newHttpClient();

    Api(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    JsonNode get(String path) {
        return call(request(path).GET());
    }

    /** All pages of a list. */
    List<JsonNode> list(String path) {
        var items = new ArrayList<JsonNode>();
        var separator = path.contains("?") ? "&" : "?";
        var next = "";
        do {
            var page = get(path + separator + "limit=500" + (next.isEmpty() ? "" : "&after=" + encode(next)));
            page.path("items").forEach(items::add);
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        return items;
    }

    JsonNode post(String path, Object body) {
        return call(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body))));
    }

    JsonNode put(String path, Object body) {
        return call(request(path)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json.writeValueAsString(body))));
    }

    JsonNode postCsv(String path, byte[] csv) {
        return call(request(path).header("Content-Type", "text/csv").POST(BodyPublishers.ofByteArray(csv)));
    }

    /** Follows a link of an email the way a browser does, as far as where it leads on to. */
    Optional<URI> visit(String link) {
        return send(browser(link).GET()).headers().firstValue("Location").map(URI::create);
    }

    /** Sends a form of a public page. */
    void submit(String link, Map<String, String> fields) {
        var body = fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        require(send(browser(link)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Links name the public address; here they are followed on this machine, wherever that address leads. */
    private HttpRequest.Builder browser(String link) {
        var address = URI.create(link);
        var path = address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
        return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).header("User-Agent", BROWSER);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).header("Authorization", "Bearer " + token);
    }

    private JsonNode call(HttpRequest.Builder request) {
        return json.readTree(require(send(request)).body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("The application does not answer at " + base, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The demo was interrupted", e);
        }
    }

    private static HttpResponse<String> require(HttpResponse<String> answer) {
        if (answer.statusCode() >= 400) {
            throw new ApiRefusedException(answer.request().method() + " "
                    + answer.uri().getPath() + " was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }
}
