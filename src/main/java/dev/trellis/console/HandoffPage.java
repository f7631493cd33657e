package dev.trellis.console;

import dev.trellis.api.ContactViews;
import dev.trellis.api.Timeline;
import dev.trellis.contact.Activities;
import dev.trellis.contact.Complaints;
import dev.trellis.deal.LossReasons;
import dev.trellis.handoff.CallOutcome;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.NextAction;
import dev.trellis.handoff.Playbooks;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.StageEntry;
import dev.trellis.objection.ObjectionCategory;
import dev.trellis.objection.Objections;
import dev.trellis.platform.security.Sight;
import dev.trellis.scoring.FitReasons;
import dev.trellis.scoring.ScoreReason;
import dev.trellis.scoring.Scores;
import java.security.Principal;
import java.time.Clock;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** One hand-off on one screen: why now, who it is, what to say, and the answer. */
@Controller
class HandoffPage {

    private static final int EVENTS = 40;
    private static final int RECENT = 100;
    private static final int REASONS = 12;
    private static final int MAILS = 12;
    private static final int COLLEAGUES = 10;

    private final Handoffs handoffs;
    private final Playbooks playbooks;
    private final Objections objections;
    private final Teams teams;
    private final ContactViews views;
    private final Timeline timeline;
    private final Activities activities;
    private final Lifecycle lifecycle;
    private final Scores scores;
    private final FitReasons fits;
    private final People people;
    private final Desk desk;
    private final Complaints complaints;
    private final OthersLeads others;
    private final LossReasons lossReasons;
    private final PlaybookFacts facts;
    private final Clock clock;

    HandoffPage(
            Handoffs handoffs,
            Playbooks playbooks,
            Objections objections,
            Teams teams,
            ContactViews views,
            Timeline timeline,
            Activities activities,
            Lifecycle lifecycle,
            Scores scores,
            FitReasons fits,
            People people,
            Desk desk,
            Complaints complaints,
            OthersLeads others,
            LossReasons lossReasons,
            PlaybookFacts facts,
            Clock clock) {
        this.handoffs = handoffs;
        this.playbooks = playbooks;
        this.objections = objections;
        this.teams = teams;
        this.views = views;
        this.timeline = timeline;
        this.activities = activities;
        this.lifecycle = lifecycle;
        this.scores = scores;
        this.fits = fits;
        this.people = people;
        this.desk = desk;
        this.complaints = complaints;
        this.others = others;
        this.lossReasons = lossReasons;
        this.facts = facts;
        this.clock = clock;
    }

    @GetMapping("/handoffs/{id}")
    String page(@PathVariable UUID id, Principal who, Model model) {
        var handoff = handoffs.find(id).orElseThrow(() -> new NotHereException("There is no such hand-off (any more)"));
        var contact = views.require(handoff.contactId());
        var now = clock.instant();
        var recent = activities.timeline(handoff.contactId(), null, RECENT).items();
        var members = teams.memberNames();
        var hidden = others.hidden(Sight.of(who), contact.id());
        model.addAttribute("seesOthers", Sight.of(who).seesOthers());
        model.addAttribute("handoff", handoff);
        model.addAttribute("late", handoff.isLate(now));
        model.addAttribute("contact", contact);
        model.addAttribute("members", members);
        model.addAttribute("callOutcomes", CallOutcome.values());
        model.addAttribute("next", NextAction.of(handoff, contact.doNotCall(), recent, now));
        model.addAttribute("promotion", promotion(handoff));
        model.addAttribute("origin", handoffs.origin(id));
        model.addAttribute("reasons", reasons(handoff));
        model.addAttribute("fit", fits.of(handoff.contactId()));
        model.addAttribute(
                "playbook",
                playbooks
                        .find(handoff.playbook(), handoff.kind(), facts.of(contact, handoff))
                        .orElse(null));
        model.addAttribute("colleagues", people.colleagues(contact.id(), COLLEAGUES));
        model.addAttribute(
                "complaintSince", complaints.openOf(handoff.contactId()).orElse(null));
        model.addAttribute("mails", desk.mails(contact.id(), MAILS));
        model.addAttribute("history", handoffs.history(id));
        model.addAttribute(
                "others",
                handoffs.of(handoff.contactId()).reversed().stream()
                        .filter(other -> !other.id().equals(id) && !hidden.contains(other.id()))
                        .toList());
        model.addAttribute("objections", objections.of(handoff.contactId()));
        model.addAttribute("categories", ObjectionCategory.values());
        model.addAttribute("rejectReasons", handoffs.rejectReasons());
        model.addAttribute("reasonLabels", handoffs.rejectReasonLabels());
        model.addAttribute("stages", labels());
        model.addAttribute("contactId", contact.id());
        model.addAttribute("type", "");
        model.addAttribute("types", Timeline.TYPES);
        model.addAttribute("notes", new DealNotes(lossReasons));
        model.addAttribute(
                "events", OthersLeads.without(hidden, timeline.of(handoff.contactId(), List.of(), null, EVENTS)));
        return "pages/handoff";
    }

    /** The stage entry that was handed off; null where it is not kept any more. */
    private @Nullable StageEntry promotion(Handoff handoff) {
        return lifecycle.history(handoff.contactId()).stream()
                .filter(entry -> entry.number() == handoff.stageEntry())
                .findFirst()
                .orElse(null);
    }

    private List<ScoreReason> reasons(Handoff handoff) {
        return scores.explain(handoff.contactId()).stream()
                .sorted(Comparator.comparingDouble((ScoreReason reason) -> Math.abs(reason.pointsNow()))
                        .reversed())
                .limit(REASONS)
                .toList();
    }

    private Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        lifecycle.stages().forEach(stage -> labels.put(stage.stage().name(), stage.label()));
        return labels;
    }
}
