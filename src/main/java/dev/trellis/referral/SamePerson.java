package dev.trellis.referral;

import dev.trellis.contact.Contact;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells whether two contacts are one person under two addresses. */
final class SamePerson {

    private static final Set<String> DOTS_DO_NOT_MATTER = Set.of("gmail.com", "googlemail.com");
    private static final int SHORTEST_PHONE_NUMBER = 6;

    private SamePerson() {}

    static boolean is(Contact one, Contact other) {
        return one.id().equals(other.id())
                || mailbox(one.email()).equals(mailbox(other.email()))
                || samePhone(one.phone(), other.phone());
    }

    /** The mailbox that an address ends up in, whatever was added to it. */
    static String mailbox(String email) {
        var address = email.strip().toLowerCase(Locale.ROOT);
        var at = address.lastIndexOf('@');
        if (at < 0) {
            return address;
        }
        var domain = address.substring(at + 1);
        var local = address.substring(0, at).replaceFirst("\\+.*$", "");
        return DOTS_DO_NOT_MATTER.contains(domain) ? local.replace(".", "") + "@gmail.com" : local + "@" + domain;
    }

    private static boolean samePhone(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return false;
        }
        var digits = digits(one);
        return digits.length() >= SHORTEST_PHONE_NUMBER && digits.equals(digits(other));
    }

    private static String digits(String phone) {
        return phone.replaceAll("\\D", "").replaceFirst("^0+", "");
    }
}
