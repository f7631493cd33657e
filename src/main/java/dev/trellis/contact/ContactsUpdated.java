package dev.trellis.contact;

import dev.trellis.platform.Lane;
import java.util.List;

/** Profiles of known contacts are different now. Published in the transaction that stored them. */
public record ContactsUpdated(List<ContactId> contacts, Lane lane) {}
