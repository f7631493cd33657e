package dev.trellis.broadcast;

import dev.trellis.email.Account;
import dev.trellis.email.Reconciliation;
import dev.trellis.email.Skip;
import dev.trellis.email.Sums;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A broadcast as the API shows it.
 *
 * @param skipped contacts of the segment that get nothing, by reason
 * @param emails what became of those that were planned; null in lists
 * @param reasons why not, where they were not sent; null in lists
 */
record BroadcastView(
        UUID id,
        String name,
        String template,
        String topic,
        SegmentView segment,
        String window,
        String onCap,
        boolean repeat,
        String state,
        @Nullable String process,
        String createdBy,
        Instant createdAt,
        Instant at,
        Instant notAfter,
        long planned,
        Map<String, Long> skipped,
        @Nullable Instant planningEndedAt,
        @Nullable Instant finishedAt,
        @Nullable Sums emails,
        @Nullable List<Account.Reason> reasons) {

    static BroadcastView of(Broadcast broadcast, Map<Skip, Long> skipped, @Nullable List<Account> accounts) {
        return new BroadcastView(
                broadcast.id(),
                broadcast.name(),
                broadcast.template(),
                broadcast.topic(),
                SegmentView.of(broadcast.segment()),
                broadcast.window(),
                broadcast.onCap().name().toLowerCase(Locale.ROOT),
                broadcast.repeat(),
                broadcast.standing(),
                broadcast.processId().isEmpty() ? null : broadcast.processId(),
                broadcast.createdBy(),
                broadcast.createdAt(),
                broadcast.startsAt(),
                broadcast.notAfter(),
                broadcast.planned(),
                labels(skipped),
                broadcast.planningEndedAt(),
                broadcast.finishedAt(),
                accounts == null ? null : Reconciliation.total(accounts),
                accounts == null
                        ? null
                        : accounts.stream()
                                .flatMap(account -> account.reasons().stream())
                                .toList());
    }

    static Map<String, Long> labels(Map<Skip, Long> skipped) {
        var labels = new TreeMap<String, Long>();
        skipped.forEach((reason, contacts) -> labels.put(reason.label(), contacts));
        return labels;
    }
}
