package dev.trellis.contact;

import dev.trellis.platform.Lane;
import java.util.Collection;
import java.util.List;
import org.springframework.stereotype.Service;

/** The append-only timeline of what contacts did. */
@Service
public class Activities {

    /**
     * Records activities and publishes {@link ActivitiesRecorded} with those that were not repeats.
     *
     * @return the new ones
     */
    public List<Activity> record(Collection<NewActivity> activities, Lane lane) {
        throw new UnsupportedOperationException();
    }
}
