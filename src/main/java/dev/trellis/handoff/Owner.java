package dev.trellis.handoff;

/**
 * The salesperson who looks after a contact.
 *
 * @param email the address, which also names the person everywhere
 */
public record Owner(String email, String name) {}
