package dev.trellis.deal;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a deal's values may be. */
final class DealRules {

    private static final BigDecimal MORE_THAN_ANYONE_PAYS = new BigDecimal("1000000000000000");

    private static final int LONGEST_TEXT = 500;

    private DealRules() {}

    /** The ISO 4217 code in its one spelling. */
    static String currency(@Nullable String code) {
        if (code == null || code.isBlank()) {
            throw new InvalidValueException("currency", "is missing: an ISO 4217 code such as EUR");
        }
        try {
            var currency = Currency.getInstance(code.strip().toUpperCase(Locale.ROOT));
            if (currency.getDefaultFractionDigits() >= 0) {
                return currency.getCurrencyCode();
            }
        } catch (IllegalArgumentException ex) {
            throw notACurrency(code, ex);
        }
        throw notACurrency(code, null);
    }

    static BigDecimal amount(String field, @Nullable BigDecimal amount, String currency) {
        if (amount == null) {
            throw new InvalidValueException(field, "is missing");
        }
        if (amount.signum() <= 0 || amount.compareTo(MORE_THAN_ANYONE_PAYS) >= 0) {
            throw new InvalidValueException(field, "must be more than 0 and less than 10^15");
        }
        var digits = Currency.getInstance(currency).getDefaultFractionDigits();
        if (amount.stripTrailingZeros().scale() > digits) {
            throw new InvalidValueException(field, "has more decimals than " + currency + " knows, which is " + digits);
        }
        return amount;
    }

    static String text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidValueException(field, "is missing or blank");
        }
        return trimmed(field, value);
    }

    /** The text without blanks around it; null where nothing is left of it. */
    static @Nullable String optional(String field, @Nullable String value) {
        return value == null || value.isBlank() ? null : trimmed(field, value);
    }

    /** An owner in the one spelling by which lists find whose a deal is; names that are no addresses stay. */
    static @Nullable String owner(@Nullable String value) {
        var owner = optional("owner", value);
        return owner != null && owner.contains("@") ? owner.toLowerCase(Locale.ROOT) : owner;
    }

    private static String trimmed(String field, String value) {
        if (value.length() > LONGEST_TEXT) {
            throw new InvalidValueException(field, "must have at most " + LONGEST_TEXT + " characters");
        }
        return Text.storable(value.strip());
    }

    private static InvalidValueException notACurrency(String code, @Nullable Throwable cause) {
        var problem =
                new InvalidValueException("currency", "\"" + code + "\" is no ISO 4217 code; write one such as EUR");
        problem.initCause(cause);
        return problem;
    }
}
