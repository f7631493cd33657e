package dev.trellis.webhook.espocrm;

import dev.trellis.webhook.Webhook;
import dev.trellis.webhook.http.Answer;
import dev.trellis.webhook.http.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * EspoCRM's API of version 1, as its documentation describes it for EspoCRM 9 (pages REST API, CRUD operations, Search
 * parameters and Webhooks): {@code X-Api-Key} of an API user, {@code POST} to create, {@code PUT} to update.
 */
@Component
class EspoClient {

    private static final int MOST_BYTES = 256 * 1024;

    private final GuardedHttp http;
    private final JsonMapper json;

    EspoClient(GuardedHttp http, JsonMapper json) {
        this.http = http;
        this.json = json;
    }

    /** Creates a record. We have looked for it ourselves, so its search for namesakes is not wanted. */
    Answer create(Webhook crm, String entity, Map<String, ?> fields) throws IOException {
        return send(crm, "POST", entity, json.writeValueAsString(fields));
    }

    Answer update(Webhook crm, String entity, String id, Map<String, ?> fields) throws IOException {
        return send(crm, "PUT", entity + "/" + encoded(id), json.writeValueAsString(fields));
    }

    /** The records of which an attribute is, or contains, a value. */
    Answer search(Webhook crm, String entity, String type, String attribute, String value) throws IOException {
        var where = "where%5B0%5D%5B";
        return send(
                crm,
                "GET",
                entity + "?maxSize=1&select=id&" + where + "type%5D=" + type + "&" + where + "attribute%5D=" + attribute
                        + "&" + where + "value%5D=" + encoded(value),
                null);
    }

    /** The id of the first record in the answer to {@link #search}. */
    Optional<String> first(Answer answer) throws IOException {
        return text(answer, "/list/0/id");
    }

    /** The text at a place in an answer. */
    Optional<String> text(Answer answer, String place) throws IOException {
        try {
            var value = json.readTree(answer.body()).at(place);
            return value.isString() ? Optional.of(value.asString()) : Optional.empty();
        } catch (JacksonException ex) {
            throw new IOException("EspoCRM answered " + answer.status() + " with something that is no JSON", ex);
        }
    }

    private Answer send(Webhook crm, String method, String path, @Nullable String body) throws IOException {
        var headers = new HashMap<String, String>();
        headers.put("X-Api-Key", String.valueOf(crm.credential()));
        headers.put("Accept", "application/json");
        if (method.equals("POST")) {
            headers.put("X-Skip-Duplicate-Check", "true");
        }
        var base = crm.url().toString().replaceAll("/+$", "");
        return http.send(method, URI.create(base + "/api/v1/" + path), headers, body, MOST_BYTES);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
