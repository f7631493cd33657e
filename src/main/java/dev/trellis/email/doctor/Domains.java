package dev.trellis.email.doctor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** How domains belong together. */
final class Domains {

    /** Below a country's own ending, these are endings too: {@code example.co.uk}. */
    private static final Set<String> SECOND_ENDINGS =
            Set.of("co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "go", "gob", "nom", "ltd", "plc");

    private Domains() {}

    /** The part of a name that somebody registered. */
    static String organisation(String domain) {
        var labels = domain.toLowerCase(Locale.ROOT).split("\\.");
        int length = labels.length;
        boolean deep = length > 2 && labels[length - 1].length() == 2 && SECOND_ENDINGS.contains(labels[length - 2]);
        int from = Math.max(0, length - (deep ? 3 : 2));
        return String.join(".", Arrays.copyOfRange(labels, from, length));
    }

    /** Whether DMARC takes the two for the same sender. */
    static boolean aligned(String one, String other, boolean strictly) {
        return strictly ? one.equalsIgnoreCase(other) : organisation(one).equals(organisation(other));
    }
}
