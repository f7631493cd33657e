package dev.trellis.webhook.inbound;

import dev.trellis.contact.ContactConflictException;
import dev.trellis.contact.ContactNotFoundException;
import dev.trellis.deal.DealNotFoundException;
import dev.trellis.deal.DealStateException;
import dev.trellis.handoff.HandoffDecidedException;
import dev.trellis.handoff.HandoffNotFoundException;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes what others tell us: kept first, then acted upon once, with what came of it noted beside it.
 *
 * <p>Were this to stop in between, the sender has no answer yet and tells it again.
 */
@Service
public class HookInbox {

    /** Longer than any sender goes on repeating itself. */
    private static final Duration KEPT_FOR = Duration.ofDays(30);

    private final HookSources sources;
    private final HookMessages messages;
    private final HookActions actions;
    private final TransactionTemplate transactions;
    private final JsonMapper json;
    private final Clock clock;

    HookInbox(
            HookSources sources,
            HookMessages messages,
            HookActions actions,
            PlatformTransactionManager transactionManager,
            JsonMapper json,
            Clock clock) {
        this.sources = sources;
        this.messages = messages;
        this.actions = actions;
        this.transactions = new TransactionTemplate(transactionManager);
        this.json = json;
        this.clock = clock;
    }

    /** Takes a message that is genuine. One that is known already is answered as it was before. */
    public HookMessage receive(HookSource source, String messageId, JsonNode body) {
        var type = body.path("type").isString() ? body.path("type").asString() : "";
        messages.add(
                source.id(),
                messageId,
                Text.storable(type),
                Text.storable(json.writeValueAsString(body)),
                clock.instant());
        var kept = messages.find(source.id(), messageId).orElseThrow();
        return kept.state().equals("received") ? act(source, kept) : kept;
    }

    /**
     * Tries once more what failed, after its cause was mended.
     *
     * @throws HookSourceNotFoundException if it is not kept
     */
    public HookMessage retry(UUID source, long id) {
        var kept = messages.find(source, id)
                .orElseThrow(() -> new HookSourceNotFoundException("The sender " + source + " has no message " + id));
        return kept.state().equals("done") ? kept : act(sources.require(source), kept);
    }

    /** What a sender told us, the newest first. */
    public List<HookMessage> of(UUID source, @Nullable String state, @Nullable Long before, int most) {
        return messages.list(sources.require(source).id(), state, before, most);
    }

    @Scheduled(fixedDelayString = "${trellis.webhooks.forget-every:PT1H}", initialDelayString = "PT1M")
    void forget() {
        messages.forgetBefore(clock.instant().minus(KEPT_FOR));
    }

    private HookMessage act(HookSource source, HookMessage message) {
        try {
            transactions.executeWithoutResult(status -> {
                if (!messages.lock(message.id()).state().equals("done")) {
                    settle(source, message);
                }
            });
        } catch (InvalidValueException ex) {
            fail(message, ex.field() + ": " + ex.getMessage());
        } catch (DealStateException
                | DealNotFoundException
                | HandoffDecidedException
                | HandoffNotFoundException
                | ContactNotFoundException
                | ContactConflictException
                | IllegalArgumentException ex) {
            fail(message, String.valueOf(ex.getMessage()));
        }
        return messages.find(source.id(), message.id()).orElseThrow();
    }

    private void settle(HookSource source, HookMessage message) {
        var data = new HookData(json.readTree(message.body()).path("data"));
        var done = actions.act(message.type(), data, source.actor() + ":" + message.messageId(), source.actor());
        if (done.isPresent()) {
            messages.settle(message.id(), "done", done.get().words(), done.get().contact(), clock.instant());
        } else {
            messages.settle(
                    message.id(), "ignored", "no type that we know, so nothing was done", null, clock.instant());
        }
    }

    private void fail(HookMessage message, String why) {
        messages.settle(message.id(), "failed", Text.storable(why), null, clock.instant());
    }
}
