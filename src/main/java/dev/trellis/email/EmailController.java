package dev.trellis.email;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.trellis.contact.ContactId;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What became of emails, and why not where nothing did. */
@RestController
@RequestMapping("/api/emails")
class EmailController {

    private static final Duration USUALLY = Duration.ofDays(30);

    private final SendViews sends;
    private final Reconciliation reconciliation;
    private final Clock clock;

    EmailController(SendViews sends, Reconciliation reconciliation, Clock clock) {
        this.sends = sends;
        this.reconciliation = reconciliation;
        this.clock = clock;
    }

    @GetMapping
    Page<SendView> list(
            @RequestParam @Nullable String contactId,
            @RequestParam @Nullable String after,
            @RequestParam @Nullable Integer limit) {
        return sends.page(contactId == null ? null : contact(contactId), after, Page.limit(limit));
    }

    @GetMapping("/{id}")
    SendView get(@PathVariable UUID id) {
        return sends.find(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No email with id " + id));
    }

    /** Those planned within a time, by default within the last 30 days. */
    @GetMapping("/reconciliation")
    Reconciled reconciliation(
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable String journey,
            @RequestParam @Nullable String template) {
        var end = to == null ? clock.instant().plusMillis(1) : to;
        var begin = from == null ? end.minus(USUALLY) : from;
        var accounts = reconciliation.between(begin, end, journey, template);
        return new Reconciled(
                begin, end, accounts.stream().map(AccountView::of).toList(), Reconciliation.total(accounts));
    }

    private static ContactId contact(String text) {
        try {
            return ContactId.of(text);
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("contactId", "must be the id of a contact, not " + text);
        }
    }

    record Reconciled(Instant from, Instant to, List<AccountView> items, Sums total) {}

    record AccountView(
            @Nullable String journey,
            @Nullable UUID broadcast,
            String template,
            @JsonUnwrapped Sums sums,
            List<Account.Reason> reasons) {

        static AccountView of(Account account) {
            return new AccountView(
                    account.journey(), account.broadcast(), account.template(), account.sums(), account.reasons());
        }
    }
}
