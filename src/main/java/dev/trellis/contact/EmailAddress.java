package dev.trellis.contact;

import com.sanctionco.jmail.EmailValidator;
import com.sanctionco.jmail.FailureReason;
import com.sanctionco.jmail.JMail;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import java.net.IDN;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address one can write to.
 *
 * @param address the local part as it was given, the domain as it goes over the wire
 * @param key by which addresses are compared: upper and lower case are the same
 */
public record EmailAddress(String address, String key) {

    private static final String NOT_BARE = "<>\"()[],;:\\ ";

    private static final EmailValidator VALIDATOR =
            JMail.strictValidator().disallowObsoleteWhitespace().requireTopLevelDomain();

    private static final Map<FailureReason, String> REASONS = Map.ofEntries(
            Map.entry(FailureReason.ADDRESS_TOO_LONG, "it is too long"),
            Map.entry(FailureReason.ADDRESS_TOO_SHORT, "it is too short"),
            Map.entry(FailureReason.BEGINS_WITH_AT_SYMBOL, "nothing stands before the @"),
            Map.entry(FailureReason.LOCAL_PART_MISSING, "nothing stands before the @"),
            Map.entry(FailureReason.DOMAIN_MISSING, "nothing stands after the @"),
            Map.entry(FailureReason.MISSING_AT_SYMBOL, "it has no @"),
            Map.entry(FailureReason.MULTIPLE_AT_SYMBOLS, "it has more than one @"),
            Map.entry(FailureReason.MULTIPLE_DOT_SEPARATORS, "it has two dots in a row"),
            Map.entry(FailureReason.STARTS_WITH_DOT, "it starts with a dot"),
            Map.entry(FailureReason.LOCAL_PART_ENDS_WITH_DOT, "a dot stands right before the @"),
            Map.entry(FailureReason.ENDS_WITH_DOT, "it ends with a dot"),
            Map.entry(FailureReason.LOCAL_PART_TOO_LONG, "the part before the @ is longer than 64 characters"),
            Map.entry(FailureReason.DOMAIN_TOO_LONG, "the domain is too long"),
            Map.entry(FailureReason.DOMAIN_PART_TOO_LONG, "a part of the domain is longer than 63 characters"),
            Map.entry(FailureReason.MISSING_TOP_LEVEL_DOMAIN, "the domain has no ending such as .com"),
            Map.entry(FailureReason.MISSING_FINAL_DOMAIN_PART, "the domain has no ending such as .com"),
            Map.entry(FailureReason.NUMERIC_TLD, "the domain ends in a number"),
            Map.entry(FailureReason.INVALID_DOMAIN_CHARACTER, "the domain has a character that domains cannot have"),
            Map.entry(FailureReason.DISALLOWED_UNQUOTED_CHARACTER, "it has a character that addresses cannot have"),
            Map.entry(FailureReason.UNQUOTED_ANGLED_BRACKET, "it must be the bare address, without < and >"),
            Map.entry(FailureReason.INVALID_WHITESPACE, "it has a space in it"),
            Map.entry(FailureReason.CONTAINS_OBSOLETE_WHITESPACE, "it has a space in it"),
            Map.entry(FailureReason.CONTAINS_IP_DOMAIN, "the domain is an IP address"),
            Map.entry(FailureReason.CONTAINS_QUOTED_IDENTIFIER, "it has quotation marks"));

    /**
     * Reads an address.
     *
     * @throws InvalidValueException if nobody could be written to there; the message says why
     */
    public static EmailAddress of(@Nullable String text) {
        var cleaned = Text.clean(text);
        if (cleaned == null) {
            throw new InvalidValueException("email", "is missing");
        }
        int at = cleaned.lastIndexOf('@');
        var address = at < 0 ? cleaned : cleaned.substring(0, at + 1) + toAscii(cleaned.substring(at + 1), cleaned);
        var result = VALIDATOR.validate(address);
        if (result.isFailure()) {
            throw invalid(cleaned, REASONS.getOrDefault(result.getFailureReason(), "it is not an email address"));
        }
        if (address.length() > 254) {
            throw invalid(cleaned, "it is too long");
        }
        if (address.chars().anyMatch(c -> NOT_BARE.indexOf(c) >= 0)) {
            throw invalid(cleaned, "it must be the bare address, without name, brackets, quotes or comments");
        }
        return new EmailAddress(address, address.toLowerCase(Locale.ROOT));
    }

    public String domain() {
        return key.substring(key.lastIndexOf('@') + 1);
    }

    private static String toAscii(String domain, String whole) {
        try {
            return Objects.requireNonNull(IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED))
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw invalid(whole, "the domain is not one");
        }
    }

    private static InvalidValueException invalid(String address, String reason) {
        var shown = address.length() > 80 ? address.substring(0, 80) + "…" : address;
        return new InvalidValueException("email", "'" + shown + "' cannot be used: " + reason);
    }
}
