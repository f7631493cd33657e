package dev.trellis.contact;

import dev.trellis.platform.Lane;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Contacts are new. Published in the transaction that stored them.
 *
 * @param journey whether their journey starts
 */
public record ContactsAdded(List<Added> contacts, Lane lane, boolean journey) {

    /**
     * One of them.
     *
     * @param stage the stage the caller asked for, if any
     * @param topicOnly whether all we know is an address and what it subscribed to
     */
    public record Added(ContactId id, @Nullable String stage, boolean topicOnly) {}
}
