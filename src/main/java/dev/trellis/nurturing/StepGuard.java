package dev.trellis.nurturing;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Quotes;
import dev.trellis.engine.Job;
import dev.trellis.engine.JobResult;
import dev.trellis.lifecycle.Lifecycle;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets a step be carried out only while its contact stands where the step belongs.
 *
 * <p>The contact is locked from the check to the end of the deed, so a stage change, or the end of the deal or quote
 * that the step accompanies, comes either before, and the step is left alone, or after, and finds what the step did.
 */
@Component
public class StepGuard {

    /**
     * A step of a stage or deal that was left ends with the message about it; this is only how soon to look again if
     * not.
     */
    private static final Duration LEFT = Duration.ofMinutes(10);

    private final Contacts contacts;
    private final Lifecycle lifecycle;
    private final Deals deals;
    private final Quotes quotes;
    private final SalesRest rest;
    private final TransactionTemplate transaction;

    StepGuard(
            Contacts contacts,
            Lifecycle lifecycle,
            Deals deals,
            Quotes quotes,
            SalesRest rest,
            TransactionTemplate transaction) {
        this.contacts = contacts;
        this.lifecycle = lifecycle;
        this.deals = deals;
        this.quotes = quotes;
        this.rest = rest;
        this.transaction = transaction;
    }

    /**
     * Carries a step out in one transaction, unless its contact is gone, has left the stage entry it belongs to, or the
     * deal or quote it accompanies is over: then the job is neither done nor completed, because the message about that
     * ends it. What sells waits while the contact has an open complaint.
     */
    public JobResult carryOut(Job job, Function<ContactId, JobResult> deed) {
        var contactId = contactId(job);
        return transaction.execute(status -> {
            contacts.lock(Set.of(contactId));
            return isCurrent(job, contactId)
                    ? rest.before(job, contactId).orElseGet(() -> deed.apply(contactId))
                    : JobResult.held(LEFT);
        });
    }

    /** The stage entry that the job's process was called for; null in processes that no stage change ends. */
    public static @Nullable Integer stageEntry(Job job) {
        return job.variables().get("stageEntry") instanceof Number entry ? entry.intValue() : null;
    }

    /** The deal that the job's process accompanies; null in processes that accompany none. */
    public static @Nullable UUID dealId(Job job) {
        return id(job, "dealId");
    }

    /** The quote that the job's process accompanies; null in processes that accompany none. */
    public static @Nullable UUID quoteId(Job job) {
        return id(job, "quoteId");
    }

    private static @Nullable UUID id(Job job, String variable) {
        return job.variables().get(variable) instanceof String id && !id.isBlank() ? UUID.fromString(id) : null;
    }

    private boolean isCurrent(Job job, ContactId contactId) {
        var entry = stageEntry(job);
        var state = lifecycle.find(contactId);
        return state.isPresent()
                && (entry == null ? accompaniesDeal(job) : state.get().entry() == entry);
    }

    private boolean accompaniesDeal(Job job) {
        var deal = dealId(job);
        var quote = quoteId(job);
        return (deal == null || !deals.isOver(deal))
                && (quote == null || (!quotes.isOver(quote) && isOfTheLastDay(job, quote)));
    }

    /** A step towards a last day that the quote has no more is none of the process that runs towards the new one. */
    private boolean isOfTheLastDay(Job job, UUID quote) {
        return !(job.variables().get(QuoteMessages.EXPIRES_AT) instanceof String expiresAt)
                || quotes.find(quote)
                        .filter(known -> known.expiresAt().toString().equals(expiresAt))
                        .isPresent();
    }

    private static ContactId contactId(Job job) {
        if (job.variables().get("contactId") instanceof String id) {
            return ContactId.of(id);
        }
        throw new IllegalArgumentException(
                "Step " + job.elementId() + " of " + job.processId() + " has no variable contactId");
    }
}
