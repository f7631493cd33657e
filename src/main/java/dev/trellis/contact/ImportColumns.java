package dev.trellis.contact;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the columns of an import mean. */
final class ImportColumns {

    private enum Field {
        EMAIL,
        FIRST_NAME,
        LAST_NAME,
        PHONE,
        COMPANY,
        JOB_TITLE,
        COUNTRY,
        TIME_ZONE,
        LANGUAGE,
        SOURCE,
        EXTERNAL_ID,
        TOPICS,
        STAGE,
        DO_NOT_CALL
    }

    /** Under which names the fields go, their own name first. */
    private static final Map<Field, List<String>> NAMES = Map.ofEntries(
            Map.entry(Field.EMAIL, List.of("email", "emailaddress", "mail", "workemail", "businessemail")),
            Map.entry(Field.FIRST_NAME, List.of("firstname", "givenname", "forename", "vorname")),
            Map.entry(Field.LAST_NAME, List.of("lastname", "surname", "familyname", "nachname")),
            Map.entry(
                    Field.PHONE,
                    List.of("phone", "phonenumber", "telephone", "tel", "mobile", "mobilephone", "telefon")),
            Map.entry(
                    Field.COMPANY,
                    List.of(
                            "company",
                            "companyname",
                            "organization",
                            "organisation",
                            "account",
                            "accountname",
                            "firma")),
            Map.entry(Field.JOB_TITLE, List.of("jobtitle", "title", "position", "jobrole")),
            Map.entry(Field.COUNTRY, List.of("country", "countrycode", "countryregion", "land")),
            Map.entry(Field.TIME_ZONE, List.of("timezone", "tz")),
            Map.entry(Field.LANGUAGE, List.of("language", "lang", "preferredlanguage", "locale", "sprache")),
            Map.entry(Field.SOURCE, List.of("source", "leadsource", "originalsource")),
            Map.entry(Field.EXTERNAL_ID, List.of("externalid", "crmid", "recordid")),
            Map.entry(Field.TOPICS, List.of("topics", "topic", "subscriptions")),
            Map.entry(Field.STAGE, List.of("stage", "lifecyclestage")),
            Map.entry(Field.DO_NOT_CALL, List.of("donotcall", "dnc")));

    /** The attribute by which segments tell contacts, however the column spells it. */
    private static final String TAGS = "tags";

    private static final Set<String> YES = Set.of("true", "yes", "y", "1", "x", "on", "ja");
    private static final Set<String> NO = Set.of("false", "no", "n", "0", "off", "nein");

    private final Map<Field, Integer> fields = new EnumMap<>(Field.class);
    private final Map<Integer, String> attributes = new LinkedHashMap<>();
    private final int count;

    /**
     * Reads the header row.
     *
     * @throws InvalidValueException if there is no column for the email address, or two have one name
     */
    ImportColumns(List<String> header) {
        count = header.size();
        var names = new ArrayList<String>();
        for (var name : header) {
            names.add(simplified(name));
        }
        for (var field : Field.values()) {
            Objects.requireNonNull(NAMES.get(field)).stream()
                    .mapToInt(names::indexOf)
                    .filter(column -> column >= 0)
                    .findFirst()
                    .ifPresent(column -> fields.put(field, column));
        }
        if (!fields.containsKey(Field.EMAIL)) {
            throw new InvalidValueException(
                    "email", "The header row has no column 'email'; it has: " + shortened(String.join(", ", header)));
        }
        var taken = new HashSet<String>();
        for (int column = 0; column < count; column++) {
            var name = Text.clean(header.get(column));
            if (name != null && !fields.containsValue(column)) {
                if (!taken.add(name)) {
                    throw new InvalidValueException(name, "The header row has two columns '" + shortened(name) + "'");
                }
                attributes.put(column, name.equalsIgnoreCase(TAGS) ? TAGS : name);
            }
        }
    }

    /**
     * Reads a row.
     *
     * @param warn is told what was left out of the row
     * @throws InvalidValueException if the row cannot be taken
     */
    NewContact read(List<String> row, @Nullable String defaultSource, Consumer<String> warn) {
        if (row.size() > count) {
            throw new InvalidValueException(
                    "row", "has " + row.size() + " fields where the header has " + count + "; a quote may be missing");
        }
        for (var value : row) {
            if (value.indexOf('\ufffd') >= 0) {
                throw new InvalidValueException("row", "has characters that are not UTF-8; save the file as UTF-8");
            }
        }
        var source = Text.clean(value(row, Field.SOURCE));
        var contact = NewContact.builder()
                .email(value(row, Field.EMAIL))
                .firstName(value(row, Field.FIRST_NAME))
                .lastName(value(row, Field.LAST_NAME))
                .phone(value(row, Field.PHONE))
                .company(value(row, Field.COMPANY))
                .jobTitle(value(row, Field.JOB_TITLE))
                .source(source == null ? defaultSource : source)
                .externalId(value(row, Field.EXTERNAL_ID))
                .stage(value(row, Field.STAGE))
                .topics(topics(value(row, Field.TOPICS)))
                .doNotCall(doNotCall(value(row, Field.DO_NOT_CALL), warn))
                .attributes(attributes(row));
        leavingOut(warn, () -> contact.country(value(row, Field.COUNTRY)));
        leavingOut(warn, () -> contact.timeZone(value(row, Field.TIME_ZONE)));
        leavingOut(warn, () -> contact.language(value(row, Field.LANGUAGE)));
        return contact.build();
    }

    private @Nullable String value(List<String> row, Field field) {
        var column = fields.get(field);
        return column == null || column >= row.size() ? null : row.get(column);
    }

    private Map<String, String> attributes(List<String> row) {
        if (attributes.isEmpty()) {
            return Map.of();
        }
        var values = new LinkedHashMap<String, String>();
        attributes.forEach((column, name) -> {
            if (column < row.size()) {
                values.put(name, row.get(column));
            }
        });
        return values;
    }

    private static List<String> topics(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        var topics = new ArrayList<String>();
        for (var topic : text.split("[;,|]", -1)) {
            if (!topic.isBlank()) {
                topics.add(topic);
            }
        }
        return topics;
    }

    private static boolean doNotCall(@Nullable String text, Consumer<String> warn) {
        if (text == null || text.isBlank()) {
            return false;
        }
        var value = text.strip().toLowerCase(Locale.ROOT);
        if (!YES.contains(value) && !NO.contains(value)) {
            warn.accept("doNotCall: '" + shortened(text) + "' is neither yes nor no and was taken for yes");
        }
        return !NO.contains(value);
    }

    private static void leavingOut(Consumer<String> warn, Runnable setting) {
        try {
            setting.run();
        } catch (InvalidValueException e) {
            warn.accept(e.field() + ": " + e.getMessage() + "; left out");
        }
    }

    private static String simplified(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
