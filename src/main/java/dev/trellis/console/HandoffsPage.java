package dev.trellis.console;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.SomeContacts;
import dev.trellis.handoff.CallOutcome;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.HandoffDecidedException;
import dev.trellis.handoff.HandoffList;
import dev.trellis.handoff.HandoffNotFoundException;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Task;
import dev.trellis.handoff.TaskClosedException;
import dev.trellis.handoff.TaskFilter;
import dev.trellis.handoff.TaskNotFoundException;
import dev.trellis.handoff.Tasks;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.IllegalMoveException;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import dev.trellis.platform.web.Page;
import dev.trellis.scoring.ScoreReason;
import dev.trellis.scoring.Scores;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What sales is asked to take, and what it says. */
@Controller
class HandoffsPage {

    private static final List<String> LISTS = List.of("open", "accepted", "tasks", "decided");
    private static final Page<Handoff> NOTHING = new Page<>(List.of(), null);
    private static final int SHOWN = 50;
    private static final int DECIDED = 10;
    private static final int REASONS = 4;
    private static final Pattern PAGES_WITH_TASKS = Pattern.compile("/(deals|contacts)/[0-9a-f-]{36}");

    private final Handoffs handoffs;
    private final Tasks tasks;
    private final Teams teams;
    private final People people;
    private final Scores scores;
    private final Show show = new Show();
    private final Clock clock;

    HandoffsPage(Handoffs handoffs, Tasks tasks, Teams teams, People people, Scores scores, Clock clock) {
        this.handoffs = handoffs;
        this.tasks = tasks;
        this.teams = teams;
        this.people = people;
        this.scores = scores;
        this.clock = clock;
    }

    /**
     * The lists from their beginnings, or only one of them.
     *
     * @param q words that find the contacts whom the hand-offs are about
     * @param list {@code open}, {@code accepted}, {@code tasks} or {@code decided}; blank for all
     * @param after where an earlier page of that list ended
     */
    @GetMapping("/handoffs")
    String page(
            @RequestParam(defaultValue = "") String owner,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "") String list,
            @RequestParam(required = false) @Nullable String after,
            Principal who,
            Model model) {
        var sight = Sight.of(who);
        var wanted = owner.isBlank() ? null : owner;
        var whom = handoffs.about(q);
        var only = LISTS.contains(list) ? list : "";
        var start = only.isEmpty() ? null : after;
        var open = only.isEmpty() || only.equals("open")
                ? handoffs.page(HandoffList.OPEN, wanted, whom, sight, start, SHOWN)
                : NOTHING;
        var accepted = only.isEmpty() || only.equals("accepted")
                ? handoffs.page(HandoffList.ACCEPTED, wanted, whom, sight, start, SHOWN)
                : NOTHING;
        var decided = only.isEmpty() || only.equals("decided")
                ? handoffs.page(HandoffList.DECIDED, wanted, whom, sight, start, only.isEmpty() ? DECIDED : SHOWN)
                : NOTHING;
        var todo = only.isEmpty() || only.equals("tasks")
                ? tasks.page(
                        new TaskFilter(Task.State.OPEN, wanted, null)
                                .about(whom)
                                .seenBy(sight),
                        start,
                        SHOWN)
                : new Page<Task>(List.of(), null);
        model.addAttribute("seesOthers", sight.seesOthers());
        model.addAttribute("owner", owner);
        model.addAttribute("q", q.strip());
        model.addAttribute("only", only);
        model.addAttribute("open", open);
        model.addAttribute("accepted", accepted);
        model.addAttribute("decided", decided);
        model.addAttribute("tasks", todo);
        model.addAttribute("openCount", count(HandoffList.OPEN, open, start, wanted, whom, sight));
        model.addAttribute("acceptedCount", count(HandoffList.ACCEPTED, accepted, start, wanted, whom, sight));
        model.addAttribute("callOutcomes", CallOutcome.values());
        model.addAttribute("callAttempts", tasks.callAttempts());
        model.addAttribute("members", teams.memberNames());
        model.addAttribute("rejectReasons", handoffs.rejectReasons());
        model.addAttribute("reasonLabels", handoffs.rejectReasonLabels());
        model.addAttribute("now", clock.instant());
        model.addAttribute("why", why(open.items()));
        model.addAttribute(
                "people",
                keyed(people.names(Stream.concat(
                                Stream.of(open, accepted, decided)
                                        .flatMap(page -> page.items().stream())
                                        .map(Handoff::contactId),
                                todo.items().stream().map(Task::contactId))
                        .map(ContactId::value)
                        .distinct()
                        .toList())));
        return "pages/handoffs";
    }

    /** How many are in the list; blank where it is not known, for to count what words find would take too long. */
    private String count(
            HandoffList list,
            Page<Handoff> page,
            @Nullable String after,
            @Nullable String owner,
            @Nullable SomeContacts whom,
            Sight sight) {
        if (whom == null) {
            return show.number(handoffs.count(list, owner, sight));
        }
        return after == null ? page.items().size() + (page.next() == null ? "" : " or more") : "";
    }

    @PostMapping("/handoffs/{id}/accept")
    String accept(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return decide(back(id, form), form, answer, () -> {
            var accepted = handoffs.accept(id, form.textOrNull("owner"), who.getName());
            return "Accepted. " + whose(accepted, who) + "; the journey knows.";
        });
    }

    /** Whoever gives a lead of their own away cannot see it any more. */
    @PostMapping("/handoffs/{id}/assign")
    String assign(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        var given = Sight.of(who).seesOthers() ? "/handoffs/" + id : "/handoffs";
        return decide(given, "/handoffs/" + id, form, answer, () -> {
            var owner = form.text("owner");
            if (owner.isEmpty()) {
                throw new InvalidValueException("owner", "Say who is to have it");
            }
            return "Given. " + whose(handoffs.giveTo(id, owner, form.textOrNull("note"), who.getName()), who) + ".";
        });
    }

    private String whose(Handoff handoff, Principal who) {
        var owner = String.valueOf(handoff.owner());
        return owner.equals(Sight.of(who).owner())
                ? "The contact is yours"
                : teams.memberNames().getOrDefault(owner, owner) + " has the contact now";
    }

    @PostMapping("/handoffs/{id}/reject")
    String reject(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return decide(back(id, form), form, answer, () -> {
            var unused =
                    handoffs.reject(id, form.text("reason"), form.textOrNull("note"), form.day("until"), who.getName());
            return "Rejected. The contact goes back to nurture, with your reason.";
        });
    }

    @PostMapping("/handoffs/{id}/qualify")
    String qualify(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return decide(back(id, form), form, answer, () -> {
            var qualification = new Qualification(
                    form.text("budget"), form.text("authority"), form.text("need"), form.text("timeline"));
            var unused = handoffs.qualify(id, qualification, who.getName());
            return "Qualified. The journey moves the contact on.";
        });
    }

    @PostMapping("/handoffs/{id}/return")
    String giveBack(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return decide(back(id, form), form, answer, () -> {
            var unused = handoffs.giveBack(id, form.text("reason"), form.day("until"), who.getName());
            return "Returned. The contact goes back to nurture.";
        });
    }

    @PostMapping("/tasks/{id}/done")
    String done(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return decide(backTo(form.text("from")), form, answer, () -> {
            var unused = tasks.done(id, who.getName());
            return "Done.";
        });
    }

    @PostMapping("/tasks/{id}/called")
    String called(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return decide(backTo(form.text("from")), form, answer, () -> {
            var unused = tasks.called(
                    id,
                    CallOutcome.of(form.text("outcome")),
                    form.text("note"),
                    form.wholeOrNull("attempts"),
                    who.getName());
            return "The call is on the timeline.";
        });
    }

    /** Who decided on the hand-off's own page sees there what came of it. */
    private static String back(UUID id, Form form) {
        return form.ticked("stay") ? "/handoffs/" + id : "/handoffs";
    }

    /** Who closes a task on the page of its deal or contact goes on there. */
    private static String backTo(String from) {
        return PAGES_WITH_TASKS.matcher(from).matches() ? from : "/handoffs";
    }

    private static String decide(String back, Form form, RedirectAttributes answer, Supplier<String> decision) {
        return decide(back, back, form, answer, decision);
    }

    /** Decides, and says what the decision says; where it is refused, the form comes back as it was written. */
    private static String decide(
            String decided, String refused, Form form, RedirectAttributes answer, Supplier<String> decision) {
        try {
            answer.addFlashAttribute("notice", decision.get());
            return "redirect:" + decided;
        } catch (HandoffDecidedException | TaskClosedException | IllegalMoveException | IllegalArgumentException ex) {
            form.refused(ex, answer);
            return "redirect:" + refused;
        } catch (HandoffNotFoundException | TaskNotFoundException ex) {
            throw new NotHereException("This is not there any more");
        }
    }

    private Map<String, List<ScoreReason>> why(List<Handoff> open) {
        var reasons =
                scores.explain(open.stream().map(Handoff::contactId).distinct().toList());
        var why = new HashMap<String, List<ScoreReason>>();
        open.forEach(handoff -> why.put(
                handoff.id().toString(),
                reasons.getOrDefault(handoff.contactId(), List.of()).stream()
                        .filter(reason -> reason.pointsNow() > 0)
                        .sorted(Comparator.comparingDouble(ScoreReason::pointsNow)
                                .reversed())
                        .limit(REASONS)
                        .toList()));
        return why;
    }

    private static Map<String, People.Named> keyed(Map<UUID, People.Named> names) {
        var keyed = new HashMap<String, People.Named>();
        names.forEach((id, name) -> keyed.put(id.toString(), name));
        return keyed;
    }
}
