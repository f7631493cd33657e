package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import java.time.Instant;

/** A contact past the stages that a hand-raise promotes asked to be contacted: its owner gets a task. */
public record HandRaised(ContactId contactId, Stage stage, String activityType, Instant at) {}
