package dev.trellis.console;

import dev.trellis.api.ContactView;
import dev.trellis.api.ContactViews;
import dev.trellis.api.Timeline;
import dev.trellis.contact.Complaints;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactNotFoundException;
import dev.trellis.deal.LossReasons;
import dev.trellis.engine.ParkedJobs;
import dev.trellis.handoff.CallLog;
import dev.trellis.handoff.CallOutcome;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Holdings;
import dev.trellis.handoff.Task;
import dev.trellis.handoff.Tasks;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.IllegalMoveException;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.Stage;
import dev.trellis.lifecycle.StageDefinition;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import dev.trellis.scoring.ScoreReason;
import dev.trellis.scoring.Scores;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Contacts: finding them, and everything about one of them. */
@Controller
class ContactsPage {

    private static final Pattern ID = Pattern.compile("[0-9a-f-]{36}");
    private static final int PEOPLE = 50;
    private static final int EVENTS = 40;
    private static final int REASONS = 12;

    private final People people;
    private final ContactViews views;
    private final Timeline timeline;
    private final Lifecycle lifecycle;
    private final Scores scores;
    private final CallLog calls;
    private final Handoffs handoffs;
    private final Holdings holdings;
    private final Tasks tasks;
    private final Teams teams;
    private final ParkedJobs parked;
    private final DealBoard deals;
    private final ClosedLostCard closedLost;
    private final Complaints complaints;
    private final OthersLeads others;
    private final LossReasons lossReasons;
    private final Positions positions;
    private final Clock clock;

    ContactsPage(
            People people,
            ContactViews views,
            Timeline timeline,
            Lifecycle lifecycle,
            Scores scores,
            CallLog calls,
            Handoffs handoffs,
            Holdings holdings,
            Tasks tasks,
            Teams teams,
            ParkedJobs parked,
            DealBoard deals,
            ClosedLostCard closedLost,
            Complaints complaints,
            OthersLeads others,
            LossReasons lossReasons,
            Positions positions,
            Clock clock) {
        this.people = people;
        this.views = views;
        this.timeline = timeline;
        this.lifecycle = lifecycle;
        this.scores = scores;
        this.calls = calls;
        this.handoffs = handoffs;
        this.holdings = holdings;
        this.tasks = tasks;
        this.teams = teams;
        this.parked = parked;
        this.deals = deals;
        this.closedLost = closedLost;
        this.complaints = complaints;
        this.others = others;
        this.lossReasons = lossReasons;
        this.positions = positions;
        this.clock = clock;
    }

    @GetMapping("/contacts")
    String list(
            Wanted wanted,
            @RequestParam(required = false) @Nullable String before,
            @RequestHeader(name = "HX-Request", defaultValue = "false") boolean part,
            Model model) {
        model.addAttribute("wanted", wanted);
        model.addAttribute("found", people.find(wanted, before, PEOPLE));
        model.addAttribute("stages", labels());
        if (part) {
            return "pages/contacts-found";
        }
        model.addAttribute("about", people.about());
        model.addAttribute("choices", people.choices());
        return "pages/contacts";
    }

    @GetMapping("/contacts/{id}")
    String one(@PathVariable UUID id, Principal who, Model model) {
        var contact = require(id);
        var contactId = new ContactId(id);
        var history = lifecycle.history(contactId);
        model.addAttribute("contact", contact);
        model.addAttribute("members", teams.memberNames());
        model.addAttribute("history", history.reversed());
        model.addAttribute("moves", moves(contact.stage()));
        model.addAttribute("stages", labels());
        model.addAttribute("reasons", reasons(contactId));
        model.addAttribute("deals", deals.of(contactId, Sight.of(who)));
        model.addAttribute("complaintSince", complaints.openOf(contactId).orElse(null));
        model.addAttribute("lost", closedLost.of(contactId).orElse(null));
        var handedOff = handoffs.of(contactId).reversed();
        var hidden = others.hidden(Sight.of(who), id);
        var seen = handedOff.stream()
                .filter(handoff -> !hidden.contains(handoff.id()))
                .toList();
        model.addAttribute("handoffs", seen);
        model.addAttribute("now", clock.instant());
        model.addAttribute("callOutcomes", CallOutcome.values());
        model.addAttribute("callAttempts", tasks.callAttempts());
        model.addAttribute(
                "holdings",
                seen.stream()
                        .collect(Collectors.toMap(
                                handoff -> handoff.id().toString(), handoff -> holdings.of(handoff.id()))));
        model.addAttribute(
                "tasks",
                tasks.of(contactId).stream()
                        .filter(task -> task.state() == Task.State.OPEN && !hidden.contains(task.id()))
                        .toList());
        model.addAttribute("parked", parked.ofContact(id));
        model.addAttribute("standing", positions.ofContact(id));
        model.addAttribute("known", positions.areKnown());
        model.addAttribute("limitation", positions.limitation());
        fillTimeline(id, "", null, hidden, model);
        return "pages/contact";
    }

    @GetMapping("/contacts/{id}/timeline")
    String more(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String type,
            @RequestParam(required = false) @Nullable String before,
            Principal who,
            Model model) {
        require(id);
        fillTimeline(id, type, before, others.hidden(Sight.of(who), id), model);
        return "pages/timeline";
    }

    @PostMapping("/contacts/{id}/stage")
    String move(
            @PathVariable UUID id,
            @RequestParam String stage,
            @RequestParam(defaultValue = "") String reason,
            Principal who,
            RedirectAttributes answer) {
        require(id);
        if (reason.isBlank()) {
            answer.addFlashAttribute("complaint", "Say in a few words why the contact moves: others will read it.");
            return "redirect:/contacts/" + id;
        }
        try {
            var moved = lifecycle.move(new ContactId(id), new Stage(stage), reason.strip(), who.getName());
            answer.addFlashAttribute(
                    "notice",
                    moved.isPresent()
                            ? "Moved. The journey of the new stage begins within a moment."
                            : "The contact is in that stage already.");
        } catch (IllegalMoveException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
        }
        return "redirect:/contacts/" + id;
    }

    @PostMapping("/contacts/{id}/calls")
    String logCall(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        require(id);
        var form = Form.of(request);
        try {
            calls.record(
                    new ContactId(id),
                    CallOutcome.of(form.text("outcome")),
                    form.text("note"),
                    who.getName(),
                    Map.of());
            answer.addFlashAttribute("notice", "The call is on the timeline.");
        } catch (InvalidValueException ex) {
            form.refused(ex, answer);
        }
        var handoff = form.text("handoff");
        return ID.matcher(handoff).matches() ? "redirect:/handoffs/" + handoff : "redirect:/contacts/" + id;
    }

    private void fillTimeline(UUID id, String type, @Nullable String before, Set<UUID> hidden, Model model) {
        var events = timeline.of(new ContactId(id), type.isBlank() ? List.of() : List.of(type), before, EVENTS);
        model.addAttribute("contactId", id);
        model.addAttribute("type", type);
        model.addAttribute("types", Timeline.TYPES);
        model.addAttribute("notes", new DealNotes(lossReasons));
        model.addAttribute("events", OthersLeads.without(hidden, events));
    }

    private ContactView require(UUID id) {
        try {
            return views.require(new ContactId(id));
        } catch (ContactNotFoundException ex) {
            throw new NotHereException("There is no contact with this id (any more)");
        }
    }

    private List<StageDefinition> moves(@Nullable String from) {
        var all = lifecycle.stages();
        return all.stream()
                .filter(stage -> stage.stage().name().equals(from))
                .findFirst()
                .map(here -> all.stream()
                        .filter(stage -> here.movesTo().contains(stage.stage()))
                        .toList())
                .orElse(all);
    }

    private Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        lifecycle.stages().forEach(stage -> labels.put(stage.stage().name(), stage.label()));
        return labels;
    }

    private List<ScoreReason> reasons(ContactId contact) {
        return scores.explain(contact).stream()
                .sorted(Comparator.comparingDouble((ScoreReason reason) -> Math.abs(reason.pointsNow()))
                        .reversed())
                .limit(REASONS)
                .toList();
    }
}
