package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/**
 * A reason from another feature why marketing mail to contacts waits for a while, such as a conversation under way.
 * Unlike with a {@link MarketingBlock} nothing is lost: whoever waits keeps the place. Every bean of this type is asked
 * when a send is planned and again right before it is sent.
 */
public interface MarketingHold {

    /** The contacts among these whose mail waits, each with how long and why. */
    Map<ContactId, Until> holds(Collection<ContactId> contacts);

    /** Whether it lets mail in the name of the contact's owner wait, too: what sales writes, by the journeys. */
    default boolean holdsSalesToo() {
        return false;
    }

    /**
     * How long mail waits.
     *
     * @param reason in words
     */
    record Until(Instant end, String reason) {}
}
