package dev.trellis.nurturing;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactRecords;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** When a contact's journeys waited for the end of a complaint. They end with it, so nothing of this is moved. */
@Component
class RestingStepRecords implements ContactRecords {

    private final RestingSteps steps;

    RestingStepRecords(RestingSteps steps) {
        this.steps = steps;
    }

    @Override
    public String name() {
        return "restingSteps";
    }

    @Override
    public Set<String> tables() {
        return Set.of("resting_step");
    }

    @Override
    public List<Map<String, Object>> export(ContactId contact) {
        return steps.export(contact);
    }

    @Override
    public void erase(ContactId contact) {
        steps.forget(contact);
    }

    @Override
    public void merge(ContactId keep, ContactId merged) {
        steps.forget(merged);
    }
}
