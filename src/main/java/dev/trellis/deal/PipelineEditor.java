package dev.trellis.deal;

import dev.trellis.contact.Contacts;
import dev.trellis.platform.InvalidValueException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Lets sales have the pipeline it works by. */
@Service
public class PipelineEditor {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int LONGEST_NAME = 60;
    private static final int MOST_STEPS = 20;
    private static final int MOST_CONFIRMATIONS = 20;
    private static final int CERTAIN = 100;

    private final PipelineStore store;
    private final DealStore deals;
    private final Contacts contacts;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    PipelineEditor(
            PipelineStore store, DealStore deals, Contacts contacts, ApplicationEventPublisher events, Clock clock) {
        this.store = store;
        this.deals = deals;
        this.contacts = contacts;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Adds a step at the end, brings a retired one back, or changes one.
     *
     * @throws InvalidValueException if a value is wrong
     */
    @Transactional
    public List<PipelineStep> put(String name, StepChange change) {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new InvalidValueException("name", "must be in kebab-case, such as first-contact");
        }
        store.take(name);
        var known = find(name);
        if (known == null && store.steps().size() >= MOST_STEPS) {
            throw new InvalidValueException("name", "would be one step too many: there can be " + MOST_STEPS);
        }
        store.put(name, label(name, change, known), probability(change, known), facts(change, known));
        if (change.confirmations() != null) {
            store.putConfirmations(name, confirmations(change.confirmations()));
        }
        if (change.position() != null) {
            place(name, change.position());
        }
        return store.steps();
    }

    /**
     * Takes a step out of the pipeline. Deals that are in it go to another one first; what has happened keeps its name.
     *
     * @param moveTo where its open deals go; may be null where there are none
     * @throws InvalidValueException if the step is unknown or the last one, or if it has open deals and they have
     *     nowhere to go
     */
    @Transactional
    public List<PipelineStep> retire(String name, @Nullable String moveTo, String actor) {
        contacts.lock(
                deals.openIn(name).stream().map(Deal::contactId).distinct().toList());
        store.take(name);
        var step = find(name);
        if (step == null) {
            throw new InvalidValueException("step", "\"" + name + "\" is unknown, or not in the pipeline any more");
        }
        if (store.steps().size() == 1) {
            throw new InvalidValueException("step", "is the last one; add another before");
        }
        var target = moveTo == null || moveTo.isBlank() ? null : moveTo.strip();
        if (target != null && (target.equals(name) || find(target) == null)) {
            throw new InvalidValueException("moveTo", "must be another step of the pipeline, not \"" + target + "\"");
        }
        var open = deals.openIn(name).size();
        if (open > 0 && target == null) {
            throw new InvalidValueException(
                    "moveTo",
                    "is missing: " + open + (open == 1 ? " open deal is" : " open deals are") + " in " + step.label()
                            + "; say to which step to take what is there, or move it before");
        }
        if (target != null) {
            moveAll(step, target, actor);
        }
        store.retire(name);
        store.order(store.steps().stream().map(PipelineStep::name).toList());
        return store.steps();
    }

    private void moveAll(PipelineStep from, String to, String actor) {
        var now = clock.instant();
        var moved = deals.moveOpen(from.name(), to, now);
        moved.forEach(deal -> deals.addHistory(
                deal.id(),
                new DealEvent(now, actor, "moved", from.name(), to, "The step " + from.label() + " was given up")));
        if (!moved.isEmpty()) {
            events.publishEvent(new DealChanged(moved));
        }
    }

    private void place(String name, int position) {
        var names =
                new ArrayList<>(store.steps().stream().map(PipelineStep::name).toList());
        if (position < 1 || position > names.size()) {
            throw new InvalidValueException("position", "must be from 1 to " + names.size());
        }
        names.remove(name);
        names.add(position - 1, name);
        store.order(names);
    }

    private @Nullable PipelineStep find(String name) {
        return store.steps().stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static String label(String name, StepChange change, @Nullable PipelineStep known) {
        var label = DealRules.optional("label", change.label());
        if (label != null) {
            return label;
        }
        return known != null
                ? known.label()
                : name.substring(0, 1).toUpperCase(Locale.ROOT)
                        + name.substring(1).replace('-', ' ');
    }

    private static int probability(StepChange change, @Nullable PipelineStep known) {
        if (change.probability() == null) {
            return known == null ? 0 : known.probability();
        }
        if (change.probability() < 0 || change.probability() > CERTAIN) {
            throw new InvalidValueException("probability", "must be from 0 to " + CERTAIN + " per cent");
        }
        return change.probability();
    }

    private static List<StepFact> facts(StepChange change, @Nullable PipelineStep known) {
        if (change.facts() == null) {
            return known == null ? List.of() : known.facts();
        }
        return change.facts().stream().map(StepFact::of).distinct().sorted().toList();
    }

    private static List<String> confirmations(List<String> labels) {
        var checked = labels.stream()
                .map(label -> DealRules.text("confirmations", label))
                .distinct()
                .toList();
        if (checked.size() > MOST_CONFIRMATIONS) {
            throw new InvalidValueException("confirmations", "are too many: a step can have " + MOST_CONFIRMATIONS);
        }
        return checked;
    }
}
