package dev.trellis.lifecycle;

import dev.trellis.contact.ContactId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * Tells the stages of companies. Nothing is kept for it: a company stands where the furthest of those who are its
 * contacts today stands, and has done so since that contact came there.
 */
@Service
public class CompanyStages {

    private final StageEntries entries;
    private final StageFile stages;

    CompanyStages(StageEntries entries, StageFile stages) {
        this.entries = entries;
        this.stages = stages;
    }

    public CompanyStage of(UUID company) {
        return follow(entries.ofCompany(company), entries.restingIn(company), stages::position);
    }

    static CompanyStage follow(
            List<StageEntry> entries, Set<ContactId> resting, ToIntFunction<@Nullable Stage> position) {
        Map<ContactId, Stage> standing = new HashMap<>();
        var history = new ArrayList<CompanyStage.Change>();
        Stage stage = null;
        for (var entry : entries) {
            standing.put(entry.contactId(), entry.stage());
            var now = furthest(standing.values(), position);
            if (!now.equals(stage)) {
                history.add(new CompanyStage.Change(
                        entry.enteredAt(), now, stage, entry.contactId(), entry.reason(), entry.actor()));
                stage = now;
            }
        }
        var furthest = stage;
        boolean closedLost = furthest != null
                && standing.entrySet().stream()
                        .filter(each -> each.getValue().equals(furthest))
                        .allMatch(each -> resting.contains(each.getKey()));
        return new CompanyStage(furthest, closedLost, history);
    }

    private static Stage furthest(Collection<Stage> stages, ToIntFunction<@Nullable Stage> position) {
        return stages.stream().max(Comparator.comparingInt(position)).orElseThrow();
    }
}
