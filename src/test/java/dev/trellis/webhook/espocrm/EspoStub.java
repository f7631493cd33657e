package dev.trellis.webhook.espocrm;

import com.sun.net.httpserver.HttpExchange;
import dev.trellis.webhook.Receiver;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * As much of an EspoCRM 9 as we talk to, as strict as the real one: the key, the fields that are required, the values
 * that an enumeration has, the currency codes, the dates; and the webhooks it sends, with both of its signatures.
 */
final class EspoStub implements AutoCloseable {

    static final String KEY = "b9ba4c5bd8e1d0b7a0b4a5a9a0d3d0fd";
    static final String SECRET = "3a4b6d0f9c5d4c8e8d3b7d6f0a1b2c3d";

    private static final Map<String, Set<String>> REQUIRED = Map.of(
            "Lead", Set.of("lastName"),
            "Opportunity", Set.of("name", "amount", "closeDate"),
            "Webhook", Set.of("event", "url"));
    private static final Map<String, Set<String>> ENUMS = Map.of(
            "Lead.status", Set.of("New", "Assigned", "In Process", "Converted", "Recycled", "Dead"),
            "Opportunity.stage",
                    Set.of("Prospecting", "Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost"));

    final Receiver receiver = new Receiver();
    final Map<String, ObjectNode> records = new LinkedHashMap<>();
    private final JsonMapper json = JsonMapper.builder().build();
    private final AtomicInteger ids = new AtomicInteger();

    EspoStub() throws IOException {
        receiver.replies(this::reply);
    }

    URI url() {
        return URI.create("http://localhost:" + receiver.url().getPort());
    }

    /** The records of a kind, in the order they were made. */
    List<ObjectNode> all(String entity) {
        return records.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(entity + "/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Signs as EspoCRM 9 does: the base64 of its webhook's id, a colon and the hex of the HMAC. */
    static String signature(String webhookId, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var hash = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
            return Base64.getEncoder().encodeToString((webhookId + ":" + hash).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        receiver.close();
    }

    private synchronized void reply(HttpExchange exchange) throws IOException {
        var call = receiver.calls().getLast();
        if (!KEY.equals(exchange.getRequestHeaders().getFirst("X-Api-Key"))) {
            Receiver.answer(exchange, 401, "");
            return;
        }
        var path = exchange.getRequestURI().getPath();
        if (!path.startsWith("/api/v1/")) {
            Receiver.answer(exchange, 404, "");
            return;
        }
        var parts = path.substring("/api/v1/".length()).split("/", -1);
        switch (exchange.getRequestMethod()) {
            case "GET" ->
                Receiver.answer(
                        exchange, 200, found(parts[0], exchange.getRequestURI().getRawQuery()));
            case "POST" -> save(exchange, parts[0], "id" + ids.incrementAndGet(), json.readTree(call.body()), true);
            case "PUT" -> {
                if (records.containsKey(parts[0] + "/" + parts[1])) {
                    save(exchange, parts[0], parts[1], json.readTree(call.body()), false);
                } else {
                    Receiver.answer(exchange, 404, "");
                }
            }
            default -> Receiver.answer(exchange, 405, "");
        }
    }

    private void save(HttpExchange exchange, String entity, String id, JsonNode fields, boolean isNew)
            throws IOException {
        var problem = problem(entity, fields, isNew);
        if (!problem.isEmpty()) {
            exchange.getResponseHeaders().set("X-Status-Reason", problem);
            Receiver.answer(exchange, 400, problem);
            return;
        }
        var record = records.computeIfAbsent(
                entity + "/" + id, key -> json.createObjectNode().put("id", id));
        fields.properties().forEach(field -> record.set(field.getKey(), field.getValue()));
        if (entity.equals("Webhook")) {
            record.put("secretKey", SECRET);
        }
        // The real one answers with all attributes, far more than one would keep of an answer.
        var answer = record.deepCopy().put("createdAt", "2026-03-02 09:00:00").put("padding", "x".repeat(4_000));
        var ordered = json.createObjectNode().put("padding", "x".repeat(4_000));
        answer.properties().forEach(field -> ordered.set(field.getKey(), field.getValue()));
        Receiver.answer(exchange, 200, json.writeValueAsString(ordered));
    }

    private static String problem(String entity, JsonNode fields, boolean isNew) {
        var problems = new ArrayList<String>();
        for (var required : REQUIRED.getOrDefault(entity, Set.of())) {
            boolean blank = fields.path(required).asString("").isBlank();
            if (blank && (isNew || fields.has(required))) {
                problems.add(required + ": required");
            }
        }
        ENUMS.forEach((field, values) -> {
            var name = field.substring(entity.length() < field.length() ? entity.length() + 1 : 0);
            if (field.startsWith(entity + ".")
                    && fields.has(name)
                    && !values.contains(fields.get(name).asString())) {
                problems.add(name + ": valid");
            }
        });
        if (fields.has("closeDate") && !fields.get("closeDate").asString().matches("\\d{4}-\\d{2}-\\d{2}")) {
            problems.add("closeDate: valid");
        }
        if (fields.has("amount") && !fields.get("amount").isNumber()) {
            problems.add("amount: valid");
        }
        if (fields.has("amountCurrency")
                && !fields.get("amountCurrency").asString().matches("[A-Z]{3}")) {
            problems.add("amountCurrency: valid");
        }
        if (fields.has("phoneNumber") && !fields.get("phoneNumber").asString().startsWith("+")) {
            problems.add("phoneNumber: valid");
        }
        return String.join(", ", problems);
    }

    private String found(String entity, String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
        }
        var attribute = String.valueOf(parameters.get("where[0][attribute]"));
        var value = String.valueOf(parameters.get("where[0][value]"));
        boolean exact = "equals".equals(parameters.get("where[0][type]"));
        var list = json.createArrayNode();
        for (var record : all(entity)) {
            var text = record.path(attribute).asString("");
            if (exact ? text.equalsIgnoreCase(value) : text.contains(value)) {
                list.add(json.createObjectNode().put("id", record.get("id").asString()));
            }
        }
        var answer = json.createObjectNode().put("total", list.size());
        answer.set("list", list);
        return json.writeValueAsString(answer);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
