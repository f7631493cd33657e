package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One folder under {@code templates/email}.
 *
 * @param topic what a contact must have agreed to; null where the stream is not marketing
 * @param purpose one sentence for marketers
 * @param version changes with every change to what the mail is made of
 * @param variants what is tried out side by side; one name where nothing is
 * @param goal the type of activity that variants are to bring about
 * @param sample of how many mails of each variant the result is made
 */
public record EmailTemplate(
        String name,
        Stream stream,
        @Nullable String topic,
        String purpose,
        String version,
        List<String> variants,
        String goal,
        int sample) {

    /** The variant that a template's own subject and body are. */
    static final String ORIGINAL = "a";

    public boolean hasVariants() {
        return variants.size() > 1;
    }

    /** The variant a contact gets, whenever it gets the email: each has the same share of all contacts. */
    String variantFor(ContactId contact) {
        if (!hasVariants()) {
            return ORIGINAL;
        }
        var id = contact.value();
        long mixed = id.getMostSignificantBits() * 31 + id.getLeastSignificantBits();
        double share = Send.fraction(mixed + name.hashCode() * 0x9e3779b97f4a7c15L);
        return variants.get((int) (share * variants.size()));
    }
}
