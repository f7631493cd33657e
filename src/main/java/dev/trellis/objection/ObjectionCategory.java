package dev.trellis.objection;

import dev.trellis.platform.InvalidValueException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an objection is about. */
public enum ObjectionCategory {
    PRICE,
    TIMING,
    NO_NEED,
    COMPETITOR,
    FUNCTION,
    SECURITY,
    TRUST,
    OTHER;

    /** The word that pages and the API use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The category that pages and the API call so. */
    public static ObjectionCategory of(String label) {
        return Stream.of(values())
                .filter(category -> category.label().equals(label.strip()))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "category",
                        "must be one of "
                                + Stream.of(values())
                                        .map(ObjectionCategory::label)
                                        .collect(Collectors.joining(", "))
                                + ", not " + label));
    }
}
