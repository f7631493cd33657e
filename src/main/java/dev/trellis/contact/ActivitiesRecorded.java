package dev.trellis.contact;

import dev.trellis.platform.Lane;
import java.util.List;

/** New activities are on the timeline (repeats are not among them). Published in the transaction that stored them. */
public record ActivitiesRecorded(List<Activity> activities, Lane lane) {}
