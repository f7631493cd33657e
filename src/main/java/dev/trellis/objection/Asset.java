package dev.trellis.objection;

import dev.trellis.platform.InvalidValueException;
import java.util.Locale;

/**
 * What answers an objection.
 *
 * @param name the name of the playbook or email template, or the web address
 */
public record Asset(Kind kind, String name) {

    /** Where an answer is found. */
    public enum Kind {
        PLAYBOOK,
        TEMPLATE,
        URL;

        /** The word that pages and the API use. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind that pages and the API call so. */
        public static Kind of(String label) {
            try {
                return valueOf(label.strip().toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException ex) {
                throw new InvalidValueException("kind", "must be playbook, template or url, not " + label);
            }
        }
    }
}
