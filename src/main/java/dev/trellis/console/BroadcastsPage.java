package dev.trellis.console;

import dev.trellis.broadcast.Broadcast;
import dev.trellis.broadcast.BroadcastNotFoundException;
import dev.trellis.broadcast.BroadcastOverException;
import dev.trellis.broadcast.Broadcasts;
import dev.trellis.broadcast.NewBroadcast;
import dev.trellis.broadcast.Segments;
import dev.trellis.email.Account;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.email.EmailTemplate;
import dev.trellis.email.Reconciliation;
import dev.trellis.email.Skip;
import dev.trellis.email.Stream;
import dev.trellis.email.Sums;
import dev.trellis.email.Templates;
import dev.trellis.email.Topics;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.nurturing.JourneyStarts;
import dev.trellis.platform.InvalidValueException;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One email to everybody in a segment: begun, watched, paused and cancelled. */
@Controller
class BroadcastsPage {

    private static final int SHOWN = 20;
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Broadcasts broadcasts;
    private final Segments segments;
    private final Templates templates;
    private final Topics topics;
    private final Lifecycle lifecycle;
    private final JourneyStarts starts;
    private final Map<UUID, Recent<List<Account>>> accounts = new ConcurrentHashMap<>();

    BroadcastsPage(
            Broadcasts broadcasts,
            Segments segments,
            Templates templates,
            Topics topics,
            Lifecycle lifecycle,
            JourneyStarts starts) {
        this.broadcasts = broadcasts;
        this.segments = segments;
        this.templates = templates;
        this.topics = topics;
        this.lifecycle = lifecycle;
        this.starts = starts;
    }

    @GetMapping("/broadcasts")
    String page(@RequestParam(required = false) @Nullable String after, Model model) {
        var page = broadcasts.page(after, SHOWN);
        accounts.keySet().retainAll(page.items().stream().map(Broadcast::id).toList());
        model.addAttribute("broadcasts", page.items().stream().map(this::shown).toList());
        model.addAttribute("next", page.next());
        model.addAttribute(
                "templates",
                templates.all().stream()
                        .filter(template -> template.stream() == Stream.MARKETING)
                        .map(EmailTemplate::name)
                        .toList());
        model.addAttribute("topics", topics.labels());
        model.addAttribute("stages", lifecycle.stages());
        model.addAttribute("drawn", starts.all());
        return "pages/broadcasts";
    }

    /** Begins one, or only says what it would come to. */
    @PostMapping("/broadcasts")
    String begin(
            @RequestParam String name,
            @RequestParam String template,
            @RequestParam(defaultValue = "") String topic,
            @RequestParam(required = false) @Nullable List<String> stage,
            @RequestParam(defaultValue = "") String country,
            @RequestParam(defaultValue = "") String tag,
            @RequestParam(defaultValue = "") String at,
            @RequestParam(defaultValue = "false") boolean look,
            Principal who,
            RedirectAttributes answer) {
        var written = new Written(name, template, topic, stage == null ? List.of() : stage, country, tag, at);
        try {
            var wish = new NewBroadcast(
                    name,
                    template,
                    topic.isEmpty() ? null : topic,
                    segments.of(stage, null, List.of(country), List.of(tag)),
                    null,
                    OnCap.DELAY,
                    false,
                    at.isBlank() ? null : instant(at),
                    null,
                    who.getName(),
                    null);
            if (look) {
                answer.addFlashAttribute("forecast", broadcasts.forecast(wish));
                answer.addFlashAttribute("written", written);
            } else {
                answer.addFlashAttribute(
                        "notice", "The broadcast " + broadcasts.begin(wish).name() + " begins.");
            }
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.field() + " " + ex.getMessage());
            answer.addFlashAttribute("written", written);
        }
        return "redirect:/broadcasts";
    }

    @PostMapping("/broadcasts/{id}/pause")
    String pause(@PathVariable UUID id, Principal who, RedirectAttributes answer) {
        return change(
                id, answer, "Paused. Everybody keeps their place.", each -> broadcasts.pause(each, who.getName()));
    }

    @PostMapping("/broadcasts/{id}/resume")
    String resume(@PathVariable UUID id, RedirectAttributes answer) {
        return change(id, answer, "It goes on where it stood.", broadcasts::resume);
    }

    @PostMapping("/broadcasts/{id}/cancel")
    String cancel(@PathVariable UUID id, Principal who, RedirectAttributes answer) {
        return change(
                id, answer, "Cancelled. What has not left will not.", each -> broadcasts.cancel(each, who.getName()));
    }

    private static String change(UUID id, RedirectAttributes answer, String notice, Consumer<UUID> change) {
        try {
            change.accept(id);
            answer.addFlashAttribute("notice", notice);
        } catch (BroadcastOverException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
        } catch (BroadcastNotFoundException ex) {
            throw new NotHereException("There is no such broadcast");
        }
        return "redirect:/broadcasts";
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text + ":00Z").toInstant();
        } catch (DateTimeParseException ex) {
            throw new InvalidValueException("at", "must be a day and a time, not " + text);
        }
    }

    /**
     * To count what a broadcast under way has sent may take a second: whoever watches it does not have it counted anew.
     */
    private Shown shown(Broadcast broadcast) {
        var accounts = this.accounts
                .computeIfAbsent(broadcast.id(), id -> new Recent<>(FRESH, () -> broadcasts.accounts(id)))
                .get();
        return new Shown(
                broadcast,
                broadcasts.skipped(broadcast.id()),
                Reconciliation.total(accounts),
                accounts.stream().flatMap(account -> account.reasons().stream()).toList());
    }

    /** What somebody wrote into the form, so that they need not write it again. */
    public record Written(
            String name, String template, String topic, List<String> stages, String country, String tag, String at) {}

    /** A broadcast with what became of it. */
    public record Shown(Broadcast broadcast, Map<Skip, Long> skipped, Sums sums, List<Account.Reason> reasons) {}
}
