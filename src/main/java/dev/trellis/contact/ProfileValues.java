package dev.trellis.contact;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings what people and programs write for a country, a language or a time zone to the one spelling that is kept. */
public final class ProfileValues {

    private static final int LONGEST_LINE = 500;
    private static final int LONGEST_ATTRIBUTE = 10_000;
    private static final int LONGEST_NAME = 100;
    private static final Pattern KEBAB_CASE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private static final List<Locale> NAMING_LOCALES = List.of(
            Locale.ENGLISH,
            Locale.GERMAN,
            Locale.FRENCH,
            Locale.ITALIAN,
            Locale.of("es"),
            Locale.of("pt"),
            Locale.of("nl"));

    private static final Map<String, String> COUNTRIES = countries();
    private static final Map<String, String> LANGUAGES = languages();
    private static final Map<String, String> TIME_ZONES = ZoneId.getAvailableZoneIds().stream()
            .filter(id -> !id.startsWith("SystemV/"))
            .collect(Collectors.toUnmodifiableMap(id -> id.toLowerCase(Locale.ROOT), id -> id));

    private ProfileValues() {}

    /** The ISO 3166-1 alpha-2 code of a country given by code or name; null for blank. */
    public static @Nullable String country(@Nullable String text) {
        return lookUp(COUNTRIES, text, "country", "is not a country; give its ISO 3166-1 code, such as DE");
    }

    /** The IANA name of a time zone; null for blank. */
    public static @Nullable String timeZone(@Nullable String text) {
        return lookUp(TIME_ZONES, text, "timeZone", "is not a time zone; give its IANA name, such as Europe/Berlin");
    }

    /** The BCP 47 tag of a language given by tag or name; null for blank. */
    public static @Nullable String language(@Nullable String text) {
        var cleaned = Text.clean(text);
        if (cleaned == null) {
            return null;
        }
        var known = LANGUAGES.get(cleaned.toLowerCase(Locale.ROOT));
        if (known != null) {
            return known;
        }
        try {
            var locale = new Locale.Builder()
                    .setLanguageTag(cleaned.replace('_', '-'))
                    .build();
            var language = LANGUAGES.get(locale.getLanguage());
            if (language != null) {
                return new Locale.Builder()
                        .setLocale(locale)
                        .setLanguage(language)
                        .build()
                        .toLanguageTag();
            }
        } catch (IllformedLocaleException e) {
            // Said below, in words.
        }
        throw new InvalidValueException(
                "language", "'" + shortened(cleaned) + "' is not a language; give its tag, such as de or pt-BR");
    }

    /** A line of text as it is kept; null for blank. */
    static @Nullable String line(String field, @Nullable String text) {
        return limited(field, Text.clean(text), LONGEST_LINE);
    }

    /** The kebab-case form of a topic's, stage's or activity type's name. */
    public static String name(String field, @Nullable String text) {
        var cleaned = Text.clean(text);
        if (cleaned == null) {
            throw new InvalidValueException(field, "must not be blank");
        }
        if (KEBAB_CASE.matcher(cleaned).matches() && cleaned.length() <= LONGEST_NAME) {
            return cleaned;
        }
        var name = cleaned.toLowerCase(Locale.ROOT).replaceAll("[\\s_]+", "-");
        if (!KEBAB_CASE.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new InvalidValueException(
                    field,
                    "'" + shortened(cleaned) + "' is not a name such as early-access: a to z, 0 to 9 and hyphens");
        }
        return name;
    }

    /** The attributes as they are kept: those with a name and a value. */
    static Map<String, String> attributes(Map<String, ? extends @Nullable String> given) {
        var kept = new LinkedHashMap<String, String>();
        given.forEach((name, value) -> {
            var cleanedName = limited("attributes", Text.clean(name), LONGEST_NAME);
            var cleanedValue = value == null || value.isBlank() ? null : Text.storable(value.strip());
            if (cleanedName != null && cleanedValue != null) {
                kept.put(
                        cleanedName,
                        Objects.requireNonNull(limited("attributes." + cleanedName, cleanedValue, LONGEST_ATTRIBUTE)));
            }
        });
        return kept;
    }

    private static @Nullable String limited(String field, @Nullable String text, int length) {
        if (text != null && text.length() > length) {
            throw new InvalidValueException(
                    field, "has " + text.length() + " characters; at most " + length + " are kept");
        }
        return text;
    }

    private static @Nullable String lookUp(
            Map<String, String> known, @Nullable String text, String field, String problem) {
        var cleaned = Text.clean(text);
        if (cleaned == null) {
            return null;
        }
        var value = known.get(cleaned.toLowerCase(Locale.ROOT));
        if (value == null) {
            throw new InvalidValueException(field, "'" + shortened(cleaned) + "' " + problem);
        }
        return value;
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private static Map<String, String> countries() {
        var names = new HashMap<String, String>();
        for (var naming : NAMING_LOCALES) {
            for (var code : Locale.getISOCountries()) {
                var country = Locale.of("", code);
                names.putIfAbsent(country.getDisplayCountry(naming).toLowerCase(Locale.ROOT), code);
                names.putIfAbsent(country.getISO3Country().toLowerCase(Locale.ROOT), code);
            }
        }
        names.putAll(Map.of(
                "uk", "GB",
                "great britain", "GB",
                "england", "GB",
                "scotland", "GB",
                "wales", "GB",
                "northern ireland", "GB",
                "united states of america", "US",
                "u.s.a.", "US",
                "u.s.", "US",
                "holland", "NL"));
        names.putAll(Map.of(
                "czech republic", "CZ",
                "uae", "AE",
                "korea", "KR",
                "republic of ireland", "IE",
                "türkiye", "TR",
                "turkey", "TR",
                "viet nam", "VN",
                "russian federation", "RU",
                "hong kong", "HK",
                "macau", "MO"));
        Arrays.stream(Locale.getISOCountries()).forEach(code -> names.put(code.toLowerCase(Locale.ROOT), code));
        return Map.copyOf(names);
    }

    private static Map<String, String> languages() {
        var names = new HashMap<String, String>();
        for (var code : Locale.getISOLanguages()) {
            var language = Locale.of(code);
            names.putIfAbsent(language.getDisplayLanguage(Locale.ENGLISH).toLowerCase(Locale.ROOT), code);
            names.putIfAbsent(language.getDisplayLanguage(language).toLowerCase(Locale.ROOT), code);
            names.putIfAbsent(language.getISO3Language(), code);
        }
        Arrays.stream(Locale.getISOLanguages()).forEach(code -> names.put(code, code));
        return Map.copyOf(names);
    }
}
