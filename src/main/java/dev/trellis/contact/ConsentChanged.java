package dev.trellis.contact;

import java.util.List;

/** Consents were given or withdrawn. Published in the transaction that stored them. */
public record ConsentChanged(List<Change> changes) {

    public record Change(ContactId contactId, String topic, ConsentState state) {}
}
