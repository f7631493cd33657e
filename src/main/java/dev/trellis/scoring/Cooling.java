package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.Lane;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets the temperature of silent contacts fall when its time has come. */
@Component
class Cooling {

    private static final int BATCH = 500;

    private final ScoreSheets sheets;
    private final Thermometer thermometer;
    private final Contacts contacts;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Cooling(
            ScoreSheets sheets,
            Thermometer thermometer,
            Contacts contacts,
            ApplicationEventPublisher events,
            TransactionTemplate transaction,
            Clock clock) {
        this.sheets = sheets;
        this.thermometer = thermometer;
        this.contacts = contacts;
        this.events = events;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${trellis.scoring.cooling-interval:PT5S}")
    void coolDown() {
        List<ContactId> due;
        do {
            due = sheets.due(clock.instant(), BATCH);
            var batch = due;
            transaction.executeWithoutResult(status -> coolDown(batch));
        } while (due.size() == BATCH);
    }

    private void coolDown(List<ContactId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        contacts.lock(ids);
        var now = clock.instant();
        var changed = sheets.load(ids).values().stream()
                .filter(sheet -> isDue(sheet, now))
                .toList();
        changed.forEach(sheet -> thermometer.take(sheet, now));
        sheets.save(changed, now);
        if (!changed.isEmpty()) {
            events.publishEvent(new LeadScored(
                    changed.stream()
                            .map(sheet -> sheet.at(now, sheet.temperature()))
                            .toList(),
                    Lane.BULK));
        }
    }

    // Another instance may have been here between the search and the lock.
    private static boolean isDue(ScoreSheet sheet, Instant now) {
        var change = sheet.nextChangeAt();
        return change != null && !change.isAfter(now);
    }
}
