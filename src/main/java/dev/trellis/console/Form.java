package dev.trellis.console;

import dev.trellis.platform.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What somebody has written in a form, read value by value. Where one of them does not do, the page shows the form
 * again with everything that was written, and the complaint beside its field.
 */
final class Form {

    private static final int LONGEST_NUMBER = 40;

    private final Map<String, List<String>> values;

    private Form(Map<String, List<String>> values) {
        this.values = values;
    }

    /** The form of a request, whose hidden field {@code form} says which one of its page it is. */
    static Form of(HttpServletRequest request) {
        return new Form(request.getParameterMap().entrySet().stream()
                .filter(each -> !each.getKey().startsWith("_"))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> List.of(each.getValue()))));
    }

    /** What was written, without blanks around it; empty where nothing was. */
    String text(String field) {
        return values.getOrDefault(field, List.of("")).getFirst().strip();
    }

    @Nullable
    String textOrNull(String field) {
        var text = text(field);
        return text.isEmpty() ? null : text;
    }

    /**
     * The ids of what was ticked.
     *
     * @throws InvalidValueException if one is no number
     */
    List<Long> wholes(String field) {
        try {
            return values.getOrDefault(field, List.of()).stream()
                    .map(Long::valueOf)
                    .toList();
        } catch (NumberFormatException ex) {
            throw invalid(field, "must be whole numbers", ex);
        }
    }

    boolean ticked(String field) {
        return Boolean.parseBoolean(text(field));
    }

    /**
     * A day as date fields send it; null where none was chosen.
     *
     * @throws InvalidValueException if it is no day
     */
    @Nullable
    LocalDate day(String field) {
        var text = text(field);
        try {
            return text.isEmpty() ? null : LocalDate.parse(text);
        } catch (DateTimeException ex) {
            throw invalid(field, "must be a day, such as 2027-03-31", ex);
        }
    }

    /**
     * An amount of money; null where none was written.
     *
     * @throws InvalidValueException if it is no number
     */
    @Nullable
    BigDecimal amountOrNull(String field) {
        var text = text(field);
        try {
            return text.isEmpty() ? null : number(text);
        } catch (NumberFormatException ex) {
            throw invalid(field, "must be a number such as 12000 or 12000.50", ex);
        }
    }

    /**
     * An amount of money that has to be there.
     *
     * @throws InvalidValueException if it is missing or no number
     */
    BigDecimal amount(String field) {
        var amount = amountOrNull(field);
        if (amount == null) {
            throw new InvalidValueException(field, "is missing");
        }
        return amount;
    }

    /**
     * A whole number; null where none was written.
     *
     * @throws InvalidValueException if it is none
     */
    @Nullable
    Integer wholeOrNull(String field) {
        var text = text(field);
        try {
            return text.isEmpty() ? null : Integer.valueOf(text);
        } catch (NumberFormatException ex) {
            throw invalid(field, "must be a whole number", ex);
        }
    }

    /** Has the next page show the form as it was written, and say what is wrong with it. */
    void refused(RuntimeException why, RedirectAttributes answer) {
        var message = String.valueOf(why.getMessage());
        var field = why instanceof InvalidValueException invalid ? invalid.field() : "";
        answer.addFlashAttribute("complaint", complaint(field, message));
        answer.addFlashAttribute("written", new Written(text("form"), field, message, values));
    }

    /** A message names its field unless it is a sentence of its own. */
    private static String complaint(String field, String message) {
        var sentence = field.isEmpty() || Character.isUpperCase(message.codePointAt(0));
        return sentence ? message : "That does not do: " + words(field) + " " + message;
    }

    private static String words(String field) {
        return field.replaceAll("(\\p{Lower})(\\p{Upper})", "$1 $2").toLowerCase(Locale.ROOT);
    }

    /** Exponents would let a few characters ask for a gigabyte of digits. */
    private static BigDecimal number(String text) {
        if (text.length() > LONGEST_NUMBER || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
            throw new NumberFormatException("too long or with an exponent");
        }
        return new BigDecimal(text);
    }

    private static InvalidValueException invalid(String field, String reason, Throwable cause) {
        var problem = new InvalidValueException(field, reason);
        problem.initCause(cause);
        return problem;
    }

    /**
     * A form that was refused.
     *
     * @param form which one of its page
     * @param field the field that the complaint is about; empty where it is about none
     */
    public record Written(String form, String field, String complaint, Map<String, List<String>> values) {

        /** What was written in a field; empty where nothing was. */
        public String value(String field) {
            return values.getOrDefault(field, List.of("")).getFirst();
        }

        public boolean has(String field, String value) {
            return values.getOrDefault(field, List.of()).contains(value);
        }
    }
}
