package dev.trellis.contact;

/**
 * A contact is about to be erased. Published in the same transaction, before anything is gone, so that what still runs
 * for the contact can be found and stopped.
 */
public record ContactErased(ContactId contact) {}
