package dev.trellis.console;

import dev.trellis.backtest.BacktestRunningException;
import dev.trellis.backtest.Backtests;
import dev.trellis.backtest.PointsDraft;
import dev.trellis.backtest.PointsDrafts;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.RejectFilter;
import dev.trellis.handoff.RejectReport;
import dev.trellis.handoff.RejectReport.Proposal;
import dev.trellis.handoff.Rejects;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import java.security.Principal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What sales rejects and why, what promoted it and where it came from, and what could be changed about it. */
@Controller
class RejectsPage {

    private static final int SHOWN = 100;
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration OLDEST = Duration.ofMinutes(2);

    private final Rejects rejects;
    private final Handoffs handoffs;
    private final Teams teams;
    private final People people;
    private final PointsDrafts drafts;
    private final Backtests backtests;
    private final Map<Sight, Recent<Shown>> latest = new ConcurrentHashMap<>();

    RejectsPage(
            Rejects rejects, Handoffs handoffs, Teams teams, People people, PointsDrafts drafts, Backtests backtests) {
        this.rejects = rejects;
        this.handoffs = handoffs;
        this.teams = teams;
        this.people = people;
        this.drafts = drafts;
        this.backtests = backtests;
    }

    /**
     * A proposal, with the row as it is now and would be.
     *
     * @param draft null where the row is not in the table any more, or does not give a plain number
     */
    public record Proposed(Proposal proposal, @Nullable PointsDraft draft) {}

    @GetMapping("/rejects")
    String page(
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate until,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String rule,
            @RequestParam(required = false) @Nullable String person,
            @RequestParam(required = false) @Nullable String scoreRule,
            Principal who,
            Model model) {
        var sight = Sight.of(who);
        var filter = new RejectFilter(reason, source, rule, person, scoreRule);
        try {
            fill(model, from, until, filter, sight);
        } catch (InvalidValueException ex) {
            fill(model, null, null, filter, sight);
            model.addAttribute("complaint", ex.getMessage());
        }
        model.addAttribute("labels", handoffs.rejectReasonLabels());
        model.addAttribute("members", teams.memberNames());
        model.addAttribute("enough", Rejects.ENOUGH);
        return "pages/rejects";
    }

    private void fill(
            Model model, @Nullable LocalDate from, @Nullable LocalDate until, RejectFilter filter, Sight sight) {
        var shown = from == null && until == null ? latest(sight) : Shown.of(rejects.report(from, until, sight));
        var report = shown.report();
        model.addAttribute("report", report);
        model.addAttribute("rowCount", shown.rowCount());
        model.addAttribute(
                "proposals",
                report.proposals().stream()
                        .map(proposal -> new Proposed(
                                proposal, drafts.halved(proposal.label()).orElse(null)))
                        .toList());
        model.addAttribute("filtered", !filter.isAll());
        var chosen =
                filter.isAll() ? List.<Handoff>of() : handoffs.all(rejects.list(from, until, filter, sight, SHOWN));
        model.addAttribute("chosen", chosen);
        model.addAttribute(
                "people",
                people
                        .names(chosen.stream()
                                .map(handoff -> handoff.contactId().value())
                                .distinct()
                                .toList())
                        .entrySet()
                        .stream()
                        .collect(Collectors.toMap(each -> each.getKey().toString(), Map.Entry::getValue)));
    }

    /** What a quarter of a year says does not change from one click to the next, and takes long to read. */
    private Shown latest(Sight sight) {
        return latest.computeIfAbsent(
                        sight, each -> new Recent<>(FRESH, OLDEST, () -> Shown.of(rejects.report(null, null, each))))
                .get();
    }

    /**
     * A report as the page shows it.
     *
     * @param report with those of its rows that are shown
     * @param rowCount how many rows there are
     */
    private record Shown(RejectReport report, int rowCount) {

        static Shown of(RejectReport report) {
            return new Shown(report.withRows(SHOWN), report.rows().size());
        }
    }

    /** Tries on past contacts what half the points of a row would have changed. The table in use stays as it is. */
    @PostMapping("/rejects/backtest")
    String backtest(@RequestParam String label, Principal who, RedirectAttributes answer) {
        var draft = drafts.halved(label).orElse(null);
        if (draft == null) {
            answer.addFlashAttribute(
                    "complaint", "No row of lead-score.dmn says it is for \"" + label + "\" and gives a plain number");
            return "redirect:/rejects";
        }
        try {
            var name = "Half the points: " + label;
            var backtest = backtests.begin(
                    name.length() > 200 ? name.substring(0, 200) : name,
                    Map.of(draft.file(), draft.content()),
                    who.getName());
            return "redirect:/backtests/" + backtest.id();
        } catch (BacktestRunningException | InvalidValueException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
            return "redirect:/rejects";
        }
    }
}
