package dev.trellis.lifecycle;

import static dev.trellis.platform.UtcTime.today;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.Lane;
import dev.trellis.scoring.Scores;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.TreeSet;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Judges contacts anew on the day from which sales wants to hear of them again: they may have had the points all along.
 */
@Component
class NurtureEnds {

    private static final int BATCH = 500;

    private final StageEntries entries;
    private final StageDecisions decisions;
    private final Scores scores;
    private final Contacts contacts;
    private final TransactionTemplate transaction;
    private final Clock clock;

    NurtureEnds(
            StageEntries entries,
            StageDecisions decisions,
            Scores scores,
            Contacts contacts,
            TransactionTemplate transaction,
            Clock clock) {
        this.entries = entries;
        this.decisions = decisions;
        this.scores = scores;
        this.contacts = contacts;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${trellis.lifecycle.nurture-interval:PT30S}")
    void judge() {
        List<ContactId> due;
        do {
            var today = today(clock);
            due = entries.nurturedUntil(today, BATCH);
            var batch = due;
            transaction.executeWithoutResult(status -> judge(batch, today));
        } while (due.size() == BATCH);
    }

    private void judge(List<ContactId> batch, LocalDate today) {
        if (batch.isEmpty()) {
            return;
        }
        contacts.lock(new TreeSet<>(batch));
        var over = entries.endNurture(batch, today);
        if (!over.isEmpty()) {
            decisions.judge(scores.of(over).values(), Lane.BULK);
        }
    }
}
