package dev.trellis.nurturing.worker;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.engine.Worker;
import dev.trellis.handoff.Owner;
import dev.trellis.handoff.Owners;
import dev.trellis.handoff.Team;
import dev.trellis.handoff.Teams;
import dev.trellis.nurturing.ContactFact;
import dev.trellis.nurturing.ContactFacts;
import dev.trellis.nurturing.StepGuard;
import dev.trellis.nurturing.StepType;
import dev.trellis.platform.WorkingTime;
import dev.trellis.scoring.Temperature;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Job type {@code look-up-contact}: puts what the diagram decides by into process variables.
 *
 * <p>The header {@code facts} names {@link ContactFact}s. A header {@code due.x} makes the variable {@code x} the end
 * of so much working time in the team's calendar, {@code wait.x} the end of so much calendar time. A wait is spread by
 * up to a tenth, so that contacts who came together do not all wake at once.
 */
@Component
class LookUpContactWorker implements Worker {

    private static final double SPREAD = 0.1;

    private final ContactFacts facts;
    private final Owners owners;
    private final Teams teams;
    private final StepGuard guard;
    private final Clock clock;

    LookUpContactWorker(ContactFacts facts, Owners owners, Teams teams, StepGuard guard, Clock clock) {
        this.facts = facts;
        this.owners = owners;
        this.teams = teams;
        this.guard = guard;
        this.clock = clock;
    }

    @Override
    public String jobType() {
        return StepType.LOOK_UP_CONTACT.jobType();
    }

    @Override
    public JobResult handle(Job job) {
        return guard.carryOut(job, contactId -> JobResult.completed(lookUp(job, contactId)));
    }

    private Map<String, Object> lookUp(Job job, ContactId contactId) {
        var lookUp = facts.about(contactId, StepGuard.dealId(job));
        var variables = new HashMap<String, Object>();
        asked(job).forEach(fact -> variables.put(fact.variable(), lookUp.get(fact)));
        family(job, "due.").forEach((variable, time) -> variables.put(variable, due(contactId, time)));
        family(job, "wait.").forEach((variable, time) -> {
            var factor = job.header("slower." + variable);
            var cold = factor != null && lookUp.temperature() == Temperature.COLD;
            variables.put(variable, wait(job, time, cold ? Double.parseDouble(factor) : 1));
        });
        return variables;
    }

    private static List<ContactFact> asked(Job job) {
        var names = job.header("facts");
        return names == null
                ? List.of()
                : Arrays.stream(names.split(","))
                        .map(String::strip)
                        .map(name -> ContactFact.of(name)
                                .orElseThrow(() -> new IllegalArgumentException("Step " + job.elementId() + " of "
                                        + job.processId() + " asks for the fact \"" + name
                                        + "\", which does not exist")))
                        .toList();
    }

    private static Map<String, String> family(Job job, String prefix) {
        var family = new HashMap<String, String>();
        job.headers().forEach((name, value) -> {
            if (name.startsWith(prefix) && !value.isBlank()) {
                family.put(name.substring(prefix.length()), value.strip());
            }
        });
        return family;
    }

    private String due(ContactId contactId, String workingTime) {
        var owner = owners.of(contactId).map(Owner::email).orElse(null);
        return team(owner)
                .calendar(owner)
                .plus(clock.instant(), WorkingTime.parse(workingTime))
                .toString();
    }

    private Team team(@Nullable String owner) {
        return teams.all().stream()
                .filter(team -> team.members().stream()
                        .anyMatch(member -> member.email().equals(owner)))
                .findFirst()
                .or(() -> teams.find(Teams.SALES))
                .orElseThrow(() -> new IllegalStateException(
                        "There is no team " + Teams.SALES + " to count working time by; add it with PUT /api/teams"));
    }

    private String wait(Job job, String duration, double factor) {
        var now = clock.instant();
        var length = Duration.between(now, CalendarTime.after(now, duration));
        var seconds = length.toSeconds() * factor * (1 + SPREAD * share(job.elementInstanceKey()));
        return now.plusSeconds(Math.round(seconds)).toString();
    }

    /** A number from 0 to 1 that is the same for every delivery of the step and different from contact to contact. */
    private static double share(long key) {
        var mixed = (key ^ (key >>> 33)) * 0xff51afd7ed558ccdL;
        return (mixed >>> 11) * 0x1.0p-53;
    }
}
