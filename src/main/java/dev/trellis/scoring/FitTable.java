package dev.trellis.scoring;

import static dev.trellis.scoring.Profile.lower;

import dev.trellis.engine.Decision;
import dev.trellis.engine.Decisions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the decisions {@code lead-fit} and {@code lead-seniority} about a profile. */
final class FitTable {

    private final Decisions decisions;

    FitTable(Decisions decisions) {
        this.decisions = decisions;
    }

    static Fit fit(Decision judged) {
        return ScoreSheets.fit(judged.string("fit"));
    }

    Decision judge(Profile profile) {
        return decisions.decide("lead-fit", inputs(profile));
    }

    /** What the decision looks at; absent what the profile does not say. */
    Map<String, Object> inputs(Profile profile) {
        var inputs = new HashMap<String, Object>();
        put(inputs, "seniority", seniority(profile));
        put(inputs, "country", profile.country());
        put(inputs, "employees", profile.employees());
        put(inputs, "industry", lower(profile.attributes().get("industry")));
        return inputs;
    }

    private @Nullable String seniority(Profile profile) {
        var given = profile.attributes().get("seniority");
        if (given != null) {
            return lower(given);
        }
        var title = lower(profile.jobTitle());
        return title == null
                ? null
                : decisions.decide("lead-seniority", Map.of("jobTitle", title)).string("seniority");
    }

    private static void put(Map<String, Object> inputs, String name, @Nullable Object value) {
        if (value != null) {
            inputs.put(name, value);
        }
    }
}
