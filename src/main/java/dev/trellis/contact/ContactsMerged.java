package dev.trellis.contact;

/**
 * Two contacts are about to become one. Published in the same transaction, before any record moves, so that what still
 * runs for the merged one can be found and stopped.
 *
 * @param keep goes on and receives everything
 * @param merged is gone afterwards
 */
public record ContactsMerged(ContactId keep, ContactId merged) {}
