package dev.trellis.console;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.webhook.Deliveries;
import dev.trellis.webhook.Delivery;
import dev.trellis.webhook.EventType;
import dev.trellis.webhook.Webhook;
import dev.trellis.webhook.WebhookConflictException;
import dev.trellis.webhook.WebhookDraft;
import dev.trellis.webhook.WebhookKind;
import dev.trellis.webhook.WebhookNotFoundException;
import dev.trellis.webhook.Webhooks;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Who outside is told what happens, whether it arrives, and what to do where it does not. */
@Controller
class WebhooksPage {

    private static final int SHOWN = 50;

    private final Webhooks webhooks;
    private final Deliveries deliveries;
    private final Clock clock;

    WebhooksPage(Webhooks webhooks, Deliveries deliveries, Clock clock) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    @GetMapping("/webhooks")
    String page(Model model) {
        var standings = deliveries.standings();
        model.addAttribute(
                "webhooks",
                webhooks.all().stream()
                        .map(webhook -> shown(webhook, standings.get(webhook.id())))
                        .toList());
        model.addAttribute("events", chosen());
        model.addAttribute("kinds", WebhookKind.values());
        return "pages/webhooks";
    }

    @GetMapping("/webhooks/{id}")
    String page(@PathVariable UUID id, @RequestParam(defaultValue = "") String state, Model model) {
        var webhook = require(id);
        var wanted = Arrays.stream(Delivery.State.values())
                .filter(each -> each.label().equals(state))
                .findFirst()
                .orElse(null);
        model.addAttribute("shown", shown(webhook, deliveries.standings().get(id)));
        model.addAttribute("deliveries", deliveries.of(id, wanted, null, SHOWN));
        model.addAttribute("state", wanted == null ? "" : wanted.label());
        model.addAttribute("events", chosen());
        return "pages/webhook";
    }

    @PostMapping("/webhooks")
    String add(
            @RequestParam String name,
            @RequestParam String url,
            @RequestParam(defaultValue = "standard") String kind,
            @RequestParam(defaultValue = "") String description,
            @RequestParam(defaultValue = "") Set<String> event,
            @RequestParam(defaultValue = "") String credential,
            RedirectAttributes answer) {
        return doing("/webhooks", answer, () -> {
            var webhook = webhooks.add(new WebhookDraft(
                    name.strip(),
                    address(url),
                    WebhookKind.of(kind),
                    description,
                    events(event),
                    true,
                    credential.isBlank() ? null : credential));
            if (webhook.kind() == WebhookKind.STANDARD) {
                answer.addFlashAttribute("secret", webhook.secrets().getFirst());
            }
            answer.addFlashAttribute("notice", "Added. Send a ping to see whether it is heard.");
            return "/webhooks/" + webhook.id();
        });
    }

    @PostMapping("/webhooks/{id}")
    String change(
            @PathVariable UUID id,
            @RequestParam String url,
            @RequestParam(defaultValue = "") String description,
            @RequestParam(defaultValue = "") Set<String> event,
            @RequestParam(defaultValue = "") String credential,
            RedirectAttributes answer) {
        return doing(path(id), answer, () -> {
            webhooks.change(
                    id,
                    new WebhookDraft(
                            null,
                            address(url),
                            null,
                            description,
                            events(event),
                            null,
                            credential.isBlank() ? null : credential));
            answer.addFlashAttribute("notice", "Changed. What happens from now on is told so.");
            return path(id);
        });
    }

    @PostMapping("/webhooks/{id}/switch")
    String onOrOff(@PathVariable UUID id, @RequestParam boolean active, RedirectAttributes answer) {
        return doing(path(id), answer, () -> {
            webhooks.change(id, new WebhookDraft(null, null, null, null, null, active, null));
            answer.addFlashAttribute(
                    "notice",
                    active
                            ? "On. What has waited is told now."
                            : "Off. What waits is kept; what happens from now on is not told.");
            return path(id);
        });
    }

    @PostMapping("/webhooks/{id}/secret")
    String rotate(@PathVariable UUID id, RedirectAttributes answer) {
        return doing(path(id), answer, () -> {
            var rotated = webhooks.rotate(id);
            answer.addFlashAttribute("secret", rotated.secret());
            answer.addFlashAttribute(
                    "notice",
                    "The old secret signs along for "
                            + Duration.between(clock.instant(), rotated.oldUntil())
                                    .plusMinutes(1)
                                    .toHours()
                            + " hours more.");
            return path(id);
        });
    }

    @PostMapping("/webhooks/{id}/ping")
    String ping(@PathVariable UUID id, RedirectAttributes answer) {
        return doing(path(id), answer, () -> {
            deliveries.ping(id);
            answer.addFlashAttribute("notice", "A ping is on its way. Load this page again to see what came of it.");
            return path(id);
        });
    }

    @PostMapping("/webhooks/{id}/deliveries/{delivery}/replay")
    String replay(@PathVariable UUID id, @PathVariable long delivery, RedirectAttributes answer) {
        return doing(path(id), answer, () -> {
            deliveries.replay(id, delivery);
            answer.addFlashAttribute("notice", "Told once more, under the same id.");
            return path(id);
        });
    }

    @PostMapping("/webhooks/{id}/replay")
    String replaySince(
            @PathVariable UUID id,
            @RequestParam int days,
            @RequestParam(defaultValue = "false") boolean delivered,
            RedirectAttributes answer) {
        return doing(path(id), answer, () -> {
            int again = deliveries.replaySince(id, clock.instant().minus(Duration.ofDays(days)), delivered);
            answer.addFlashAttribute(
                    "notice", again == 0 ? "There is nothing to tell again." : again + " told once more.");
            return path(id);
        });
    }

    @PostMapping("/webhooks/{id}/delete")
    String delete(@PathVariable UUID id, RedirectAttributes answer) {
        answer.addFlashAttribute("notice", webhooks.delete(id) ? "Deleted." : "Somebody has deleted it already.");
        return "redirect:/webhooks";
    }

    private static String doing(String otherwise, RedirectAttributes answer, Supplier<String> deed) {
        try {
            return "redirect:" + deed.get();
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.field() + " " + ex.getMessage());
        } catch (WebhookConflictException | WebhookNotFoundException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage() + ".");
        }
        return "redirect:" + otherwise;
    }

    private Webhook require(UUID id) {
        return webhooks.find(id).orElseThrow(() -> new NotHereException("There is no such webhook"));
    }

    private static Shown shown(Webhook webhook, Deliveries.@Nullable Standing standing) {
        return new Shown(webhook, standing == null ? 0 : standing.waiting(), standing == null ? 0 : standing.dead());
    }

    private static List<EventType> chosen() {
        return Arrays.stream(EventType.values()).filter(EventType::isChosen).toList();
    }

    private static Set<String> events(Set<String> chosen) {
        var events = new HashSet<>(chosen);
        events.remove("");
        return events;
    }

    private static URI address(String url) {
        try {
            return URI.create(url.strip());
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("url", "is no web address");
        }
    }

    private static String path(UUID id) {
        return "/webhooks/" + id;
    }

    /** A webhook with how much of it waits and how much was given up. */
    public record Shown(Webhook webhook, long waiting, long dead) {}
}
