package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.util.Collection;
import java.util.Map;

/**
 * A reason from another feature why contacts get no marketing mail now, such as the quiet time after a lost deal. Every
 * bean of this type is asked when a send is planned and again right before it is sent.
 */
public interface MarketingBlock {

    /** The contacts among these that get none, each with the reason in words. */
    Map<ContactId, String> reasons(Collection<ContactId> contacts);
}
