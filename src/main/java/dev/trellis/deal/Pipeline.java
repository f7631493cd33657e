package dev.trellis.deal;

import dev.trellis.contact.Contacts;
import dev.trellis.platform.InvalidValueException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The steps that deals go through, and what each asks for before a deal goes on past it: facts that the database knows,
 * and things that somebody confirms. A deal that goes forward needs what the step it leaves asks for, and every step
 * that it skips. Back it goes at any time.
 */
@Service
public class Pipeline {

    private final PipelineStore store;
    private final DealStore deals;
    private final Contacts contacts;
    private final List<FactSource> sources;
    private final Clock clock;

    Pipeline(PipelineStore store, DealStore deals, Contacts contacts, List<FactSource> sources, Clock clock) {
        this.store = store;
        this.deals = deals;
        this.contacts = contacts;
        this.sources = sources;
        this.clock = clock;
    }

    /** The steps, in order. */
    public List<PipelineStep> steps() {
        return store.steps();
    }

    /** What steps are called, those that there were once included. */
    public Map<String, String> labels() {
        return store.labels();
    }

    /**
     * What keeps a deal from going on to a step.
     *
     * @param to null for being won
     */
    public List<MissingFact> missing(Deal deal, @Nullable String to) {
        return missing(deal, deal.step(), to);
    }

    /** What keeps a deal from going on from one step to another, whatever step it is in. */
    List<MissingFact> missing(Deal deal, String from, @Nullable String to) {
        var left = PipelineRules.left(store.steps(), from, to);
        return PipelineRules.ask(left) ? PipelineRules.missing(left, known(deal), confirmed(deal.id())) : List.of();
    }

    /** Which facts are known of a deal. */
    public Set<StepFact> known(Deal deal) {
        var known = EnumSet.noneOf(StepFact.class);
        sources.forEach(source -> known.addAll(source.known(deal)));
        return known;
    }

    /** What was confirmed about a deal, by whom and when. */
    public List<Tick> ticks(UUID deal) {
        return store.ticks(deal);
    }

    /**
     * Confirms something about an open deal, or takes that back. The history tells both.
     *
     * @throws DealNotFoundException if there is no such deal
     * @throws DealStateException if the deal is not open
     * @throws InvalidValueException if no step asks for such a confirmation
     */
    @Transactional
    public void confirm(UUID id, long confirmation, boolean confirmed, String actor) {
        var deal = deals.find(id).orElseThrow(() -> new DealNotFoundException(id));
        contacts.lock(List.of(deal.contactId()));
        if (deals.find(id).filter(now -> now.state() == Deal.State.OPEN).isEmpty()) {
            throw new DealStateException("Only of an open deal something can be confirmed");
        }
        var label = store.steps().stream()
                .flatMap(step -> step.confirmations().stream())
                .filter(each -> each.id() == confirmation)
                .map(Confirmation::label)
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "confirmation", confirmation + " is not asked for; GET /api/deals/steps lists what is"));
        var changed = confirmed ? store.tick(id, confirmation, actor, clock.instant()) : store.untick(id, confirmation);
        if (changed) {
            deals.addHistory(
                    id,
                    new DealEvent(clock.instant(), actor, confirmed ? "confirmed" : "unconfirmed", null, null, label));
        }
    }

    /** The step with this name, kept from being retired until the end of the transaction. */
    String require(String step) {
        if (!store.hold(step)) {
            var names = store.steps().stream().map(PipelineStep::name).collect(Collectors.joining(", "));
            throw new InvalidValueException("step", "\"" + step + "\" is unknown; one of " + names);
        }
        return step;
    }

    String first() {
        return store.steps().getFirst().name();
    }

    private Set<Long> confirmed(UUID deal) {
        return store.ticks(deal).stream().map(Tick::confirmation).collect(Collectors.toSet());
    }
}
