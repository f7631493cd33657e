package dev.trellis.email.doctor;

import com.google.common.net.InternetDomainName;
import java.util.Locale;

/** How domains belong together. */
public final class Domains {

    private Domains() {}

    /**
     * The part of a name that somebody registered, below the ending that the list of public suffixes knows:
     * {@code example.co.uk} of {@code mail.example.co.uk}. Below an ending that nobody lists it is the last two words.
     */
    static String organisation(String domain) {
        var name = domain.toLowerCase(Locale.ROOT);
        try {
            var known = InternetDomainName.from(name);
            if (known.isUnderPublicSuffix()) {
                return known.topPrivateDomain().toString();
            }
            if (known.isPublicSuffix()) {
                return name;
            }
        } catch (IllegalArgumentException ex) {
            // No name that anybody could register: its words are compared as they are.
        }
        return lastTwoWords(name);
    }

    /**
     * Whether DMARC takes the two for the same sender.
     *
     * @param strictly whether they must be the same, as a policy may ask
     */
    public static boolean aligned(String one, String other, boolean strictly) {
        return strictly ? one.equalsIgnoreCase(other) : organisation(one).equals(organisation(other));
    }

    private static String lastTwoWords(String name) {
        int from = name.lastIndexOf('.', name.lastIndexOf('.') - 1);
        return name.substring(from + 1);
    }
}
