package dev.trellis.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whom somebody looks for in the list of contacts. What is blank does not matter.
 *
 * @param q what names, address or its domain begin with, a word each, or the company's name as a whole
 * @param stage a stage's name, or {@code closed-lost}
 * @param owner an address, or {@code nobody}
 */
public record Wanted(
        String q,
        String stage,
        String temperature,
        String fit,
        String owner,
        String source,
        String country,
        String tag) {

    public Wanted(
            @Nullable String q,
            @Nullable String stage,
            @Nullable String temperature,
            @Nullable String fit,
            @Nullable String owner,
            @Nullable String source,
            @Nullable String country,
            @Nullable String tag) {
        this.q = text(q);
        this.stage = text(stage);
        this.temperature = text(temperature);
        this.fit = text(fit);
        this.owner = text(owner);
        this.source = text(source);
        this.country = text(country);
        this.tag = text(tag);
    }

    /** Everybody. */
    static Wanted anybody() {
        return new Wanted(null, null, null, null, null, null, null, null);
    }

    static Wanted of(String q, String stage, String temperature) {
        return new Wanted(q, stage, temperature, null, null, null, null, null);
    }

    public boolean isAnybody() {
        return given().isEmpty();
    }

    /** Whether one of the filters is used that the page shows only on demand. */
    public boolean isNarrow() {
        return !(fit.isEmpty() && owner.isEmpty() && source.isEmpty() && country.isEmpty() && tag.isEmpty());
    }

    /** The same search as the parameters of an address. */
    public String query() {
        return given().entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private Map<String, String> given() {
        var given = new LinkedHashMap<String, String>();
        given.put("q", q);
        given.put("stage", stage);
        given.put("temperature", temperature);
        given.put("fit", fit);
        given.put("owner", owner);
        given.put("source", source);
        given.put("country", country);
        given.put("tag", tag);
        given.values().removeIf(String::isEmpty);
        return given;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value.strip();
    }
}
