package dev.trellis.console;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.webhook.inbound.HookInbox;
import dev.trellis.webhook.inbound.HookMessage;
import dev.trellis.webhook.inbound.HookSource;
import dev.trellis.webhook.inbound.HookSourceNotFoundException;
import dev.trellis.webhook.inbound.HookSources;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What other systems tell us, and what came of it. */
@Controller
class IncomingPage {

    private static final String HERE = "redirect:/webhooks/incoming";
    private static final int SHOWN = 20;

    private final HookSources sources;
    private final HookInbox inbox;
    private final TrellisProperties settings;

    IncomingPage(HookSources sources, HookInbox inbox, TrellisProperties settings) {
        this.sources = sources;
        this.inbox = inbox;
        this.settings = settings;
    }

    @GetMapping("/webhooks/incoming")
    String page(Model model) {
        model.addAttribute(
                "senders",
                sources.all().stream()
                        .map(source -> new Sender(
                                source,
                                settings.publicUrl() + "/t/hooks/" + source.name(),
                                inbox.of(source.id(), null, null, SHOWN)))
                        .toList());
        return "pages/incoming";
    }

    @PostMapping("/webhooks/incoming")
    String add(
            @RequestParam String name, @RequestParam(defaultValue = "") String description, RedirectAttributes answer) {
        try {
            var source = sources.add(name.strip(), description);
            answer.addFlashAttribute("secret", source.secrets().getFirst());
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.field() + " " + ex.getMessage());
        }
        return HERE;
    }

    @PostMapping("/webhooks/incoming/{id}/secret")
    String rotate(@PathVariable UUID id, RedirectAttributes answer) {
        answer.addFlashAttribute("secret", sources.rotate(require(id)).secrets().getFirst());
        return HERE;
    }

    @PostMapping("/webhooks/incoming/{id}/switch")
    String listen(@PathVariable UUID id, @RequestParam boolean active, RedirectAttributes answer) {
        var source = sources.listen(require(id), active);
        answer.addFlashAttribute(
                "notice", active ? "Listening to " + source.name() + "." : source.name() + " is not listened to.");
        return HERE;
    }

    @PostMapping("/webhooks/incoming/{id}/delete")
    String delete(@PathVariable UUID id, RedirectAttributes answer) {
        answer.addFlashAttribute("notice", sources.delete(id) ? "Deleted." : "Somebody has deleted it already.");
        return HERE;
    }

    @PostMapping("/webhooks/incoming/{id}/messages/{message}/retry")
    String retry(@PathVariable UUID id, @PathVariable long message, RedirectAttributes answer) {
        try {
            var tried = inbox.retry(require(id), message);
            answer.addFlashAttribute(
                    tried.state().equals("failed") ? "complaint" : "notice",
                    tried.state() + ": " + tried.outcome() + ".");
        } catch (HookSourceNotFoundException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage() + ".");
        }
        return HERE;
    }

    private UUID require(UUID id) {
        return sources.find(id).map(HookSource::id).orElseThrow(() -> new NotHereException("There is no such sender"));
    }

    /** A sender with the newest of what it told. */
    public record Sender(HookSource source, String url, List<HookMessage> messages) {}
}
