package dev.trellis.nurturing;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import dev.trellis.engine.ParkedJobs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The steps of a contact's journeys that failed for good. They end with the journeys, so nothing of them is moved. */
@Component
class ParkedJobRecords implements ContactRecords {

    private final ParkedJobs parked;

    ParkedJobRecords(ParkedJobs parked) {
        this.parked = parked;
    }

    @Override
    public String name() {
        return "parkedSteps";
    }

    @Override
    public Set<String> tables() {
        return Set.of("parked_job");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return parked.ofContact(contact.value()).stream()
                .map(job -> Map.<String, Object>of(
                        "since", job.since().toString(),
                        "process", job.processId(),
                        "step", job.elementId(),
                        "reason", job.reason()))
                .toList();
    }

    @Override
    public void erase(ContactId contact) {
        parked.forget(contact.value());
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        parked.forget(merged.value());
    }
}
