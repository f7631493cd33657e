package dev.trellis.handoff;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is to be different about a team; null leaves it as it is.
 *
 * @param lead blank for none; so is the manager
 * @param members all there are from now on
 */
public record TeamChange(
        @Nullable String name,
        @Nullable String label,
        @Nullable String zone,
        @Nullable String workingHours,
        @Nullable String lead,
        @Nullable String manager,
        @Nullable String strategy,
        @Nullable Boolean prefersAtWork,
        @Nullable Map<LocalDate, String> holidays,
        @Nullable List<MemberChange> members) {

    Team applyTo(Team before) {
        var newLabel = Text.clean(label);
        var newZone = zone == null ? before.zone() : MemberChange.zone("zone", zone);
        return new Team(
                before.name(),
                newLabel == null ? before.label() : newLabel,
                newZone,
                workingHours == null ? before.workingHours() : MemberChange.hours(workingHours),
                lead == null ? before.lead() : person("lead", lead),
                manager == null ? before.manager() : person("manager", manager),
                strategy == null ? before.strategy() : strategy(strategy),
                prefersAtWork == null ? before.prefersAtWork() : prefersAtWork,
                holidays == null ? before.holidays() : new TreeMap<>(holidays),
                members == null ? before.members() : members(members, newZone));
    }

    private static @Nullable String person(String field, String text) {
        return text.isBlank() ? null : MemberChange.address(field, text);
    }

    private static Strategy strategy(String label) {
        try {
            return Strategy.of(label.strip());
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("strategy", String.valueOf(ex.getMessage()));
        }
    }

    private static List<Member> members(List<MemberChange> changes, ZoneId zone) {
        var seen = new HashSet<String>();
        var members = changes.stream().map(member -> member.toMember(zone)).toList();
        for (var member : members) {
            if (!seen.add(member.email())) {
                throw new InvalidValueException("members", member.email() + " is named twice");
            }
        }
        return members;
    }
}
