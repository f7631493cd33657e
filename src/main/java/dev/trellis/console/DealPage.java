package dev.trellis.console;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.deal.Deal;
import dev.trellis.deal.DealChange;
import dev.trellis.deal.DealEvent;
import dev.trellis.deal.DealNotFoundException;
import dev.trellis.deal.DealStateException;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Loss;
import dev.trellis.deal.LossReasons;
import dev.trellis.deal.MissingFactsException;
import dev.trellis.deal.Passage;
import dev.trellis.deal.Pipeline;
import dev.trellis.deal.PipelineStep;
import dev.trellis.deal.QuoteNotFoundException;
import dev.trellis.deal.Tick;
import dev.trellis.deal.Win;
import dev.trellis.handoff.CallOutcome;
import dev.trellis.handoff.Tasks;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.CompanyStage;
import dev.trellis.lifecycle.CompanyStages;
import dev.trellis.lifecycle.IllegalMoveException;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.Stage;
import dev.trellis.lifecycle.StageDefinition;
import dev.trellis.objection.ObjectionCategory;
import dev.trellis.objection.Objections;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Permissions;
import dev.trellis.platform.security.Sight;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * One deal: what it has and lacks to go on, what happened to it, and all that is done with it. The board sends the same
 * forms with the parameter {@code board} and gets, instead of a page, the parts of it that have changed.
 */
@Controller
class DealPage {

    private static final int COLLEAGUES = 10;
    private static final String CLOSED_LOST = "Closed Lost";

    private final Deals deals;
    private final LossReasons reasons;
    private final Pipeline pipeline;
    private final DealBoard board;
    private final DealDesk desk;
    private final QuoteCards quotes;
    private final Tasks tasks;
    private final Teams teams;
    private final Objections objections;
    private final People people;
    private final Contacts contacts;
    private final Lifecycle lifecycle;
    private final CompanyStages companies;
    private final Clock clock;

    DealPage(
            Deals deals,
            LossReasons reasons,
            Pipeline pipeline,
            DealBoard board,
            DealDesk desk,
            QuoteCards quotes,
            Tasks tasks,
            Teams teams,
            Objections objections,
            People people,
            Contacts contacts,
            Lifecycle lifecycle,
            CompanyStages companies,
            Clock clock) {
        this.deals = deals;
        this.reasons = reasons;
        this.pipeline = pipeline;
        this.board = board;
        this.desk = desk;
        this.quotes = quotes;
        this.tasks = tasks;
        this.teams = teams;
        this.objections = objections;
        this.people = people;
        this.contacts = contacts;
        this.lifecycle = lifecycle;
        this.companies = companies;
        this.clock = clock;
    }

    @GetMapping("/deals/{id}")
    String page(@PathVariable UUID id, Principal who, Model model) {
        var deal = require(id);
        var contact = deal.contactId();
        var history = deals.history(id);
        model.addAttribute("deal", deal);
        model.addAttribute("card", board.card(id).orElseThrow(DealPage::gone));
        model.addAttribute("person", people.names(List.of(contact.value())).get(contact.value()));
        model.addAttribute("stage", stage(contact));
        model.addAttribute("companyStage", companyStage(contact));
        model.addAttribute("colleagues", people.colleagues(contact.value(), COLLEAGUES));
        model.addAttribute("around", board.around(contact, id, Sight.of(who)));
        model.addAttribute("tasks", tasks.of(contact).reversed());
        model.addAttribute("callOutcomes", CallOutcome.values());
        model.addAttribute("callAttempts", tasks.callAttempts());
        model.addAttribute("now", clock.instant());
        model.addAttribute("objections", objections.of(contact));
        model.addAttribute("categories", ObjectionCategory.values());
        model.addAttribute("history", history.reversed());
        model.addAttribute("notes", new DealNotes(reasons));
        model.addAttribute("spent", spent(deal, history));
        model.addAttribute("quotes", quotes.of(deal));
        model.addAttribute("usual", quotes.usual(Sight.of(who)));
        fillFacts(deal, model);
        return "pages/deal";
    }

    @PostMapping("/deals/{id}/move")
    String move(
            @PathVariable UUID id,
            @RequestParam String step,
            @RequestParam String expectedStep,
            @RequestParam(defaultValue = "") String override,
            BoardFilter filter,
            Principal who,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes answer,
            Model model) {
        return answer(id, step, filter, who, request, response, answer, model, () -> {
            if (!override.isBlank() && !Permissions.of(request).send("/pipeline")) {
                throw new InvalidValueException("override", "Only a sales manager may move a deal past what it lacks");
            }
            if (deals.require(id).step().equals(expectedStep)) {
                desk.give(id, GivenFacts.of(Form.of(request)), Sight.of(who).team(), who.getName());
            }
            var moved = deals.change(
                    id,
                    new DealChange(null, null, null, null, null, step, null, null),
                    new Passage(expectedStep, override),
                    who.getName());
            return moved.name() + " is in " + label(moved.step()) + " now.";
        });
    }

    @PostMapping("/deals/{id}/facts")
    String give(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return plainly(id, form, answer, () -> {
            desk.give(id, GivenFacts.of(form), Sight.of(who).team(), who.getName());
            return "Noted.";
        });
    }

    /** Takes back what was ticked. */
    @PostMapping("/deals/{id}/unconfirm")
    String unconfirm(
            @PathVariable UUID id,
            @RequestParam long confirmation,
            HttpServletRequest request,
            Principal who,
            RedirectAttributes answer) {
        return plainly(id, Form.of(request), answer, () -> {
            pipeline.confirm(id, confirmation, false, who.getName());
            return "Taken back.";
        });
    }

    @PostMapping("/deals/{id}/change")
    String change(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return plainly(id, form, answer, () -> {
            var change = new DealChange(
                    form.text("name"),
                    form.amountOrNull("amount"),
                    form.textOrNull("currency"),
                    form.day("expectedCloseOn"),
                    form.textOrNull("owner"),
                    null,
                    null,
                    null);
            var unused = deals.change(id, change, who.getName());
            return "Saved.";
        });
    }

    @PostMapping("/deals/{id}/win")
    String win(
            @PathVariable UUID id,
            BoardFilter filter,
            Principal who,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes answer,
            Model model) {
        var form = Form.of(request);
        return answer(id, null, filter, who, request, response, answer, model, () -> {
            var won = deals.win(
                    id, new Win(null, form.day("renewsOn"), form.amountOrNull("recurringAmount")), who.getName());
            return won.name() + " is won. The contact is a customer now.";
        });
    }

    @PostMapping("/deals/{id}/lose")
    String lose(
            @PathVariable UUID id,
            BoardFilter filter,
            Principal who,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes answer,
            Model model) {
        var form = Form.of(request);
        return answer(id, null, filter, who, request, response, answer, model, () -> {
            var loss = new Loss(
                    form.text("reason"),
                    form.ticked("recycle"),
                    form.textOrNull("competitor"),
                    form.day("contractEndsOn"));
            var lost = deals.lose(id, loss, who.getName());
            return lost.name() + " is lost. After its last deal the contact rests, then comes back where that makes"
                    + " sense.";
        });
    }

    @PostMapping("/deals/{id}/refund")
    String refund(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        return plainly(id, Form.of(request), answer, () -> {
            var unused = deals.refund(id, who.getName());
            return "Refunded. What accompanied the deal ends.";
        });
    }

    /** Does it and goes back to the deal, with the form as it was written where it is refused. */
    static String plainly(UUID id, Form form, RedirectAttributes answer, Supplier<String> action) {
        try {
            answer.addFlashAttribute("notice", action.get());
        } catch (DealNotFoundException | QuoteNotFoundException ex) {
            throw gone();
        } catch (DealStateException | InvalidValueException | IllegalMoveException ex) {
            form.refused(ex, answer);
        }
        return "redirect:/deals/" + id;
    }

    /** Does it, and tells the board what has changed or why it cannot be. */
    private String answer(
            UUID id,
            @Nullable String step,
            BoardFilter filter,
            Principal who,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes answer,
            Model model,
            Supplier<String> action) {
        if (request.getParameter("board") == null) {
            return plainly(id, Form.of(request), answer, action);
        }
        try {
            model.addAttribute("says", action.get());
        } catch (DealNotFoundException ex) {
            throw gone();
        } catch (DealStateException | InvalidValueException | IllegalMoveException ex) {
            response.setStatus(HttpServletResponse.SC_CONFLICT);
            model.addAttribute("says", String.valueOf(ex.getMessage()));
            if (ex instanceof MissingFactsException lacking && step != null) {
                model.addAttribute("lacking", lacking.missing());
                model.addAttribute("to", step);
                model.addAttribute("toLabel", label(step));
                fillFacts(require(id), model);
            }
        }
        var card = board.card(id).orElseThrow(DealPage::gone);
        model.addAttribute("columns", board.heads(filter, Sight.of(who)));
        model.addAttribute("card", card);
        return "pages/deal-answer";
    }

    private void fillFacts(Deal deal, Model model) {
        var ticks = pipeline.ticks(deal.id()).stream().collect(Collectors.toMap(Tick::confirmation, tick -> tick));
        var known = pipeline.known(deal);
        model.addAttribute("deal", deal);
        model.addAttribute(
                "asked",
                asked(pipeline.steps(), ticks, known.stream().map(Enum::name).toList()));
        model.addAttribute("missing", deal.state() == Deal.State.OPEN ? pipeline.missing(deal, null) : List.of());
        model.addAttribute("steps", pipeline.steps());
        model.addAttribute("labels", pipeline.labels());
        model.addAttribute("lossReasons", reasons.offered());
        model.addAttribute("members", teams.memberNames());
        model.addAttribute(
                "qualification", lifecycle.qualification(deal.contactId()).orElse(null));
    }

    private static List<Asked> asked(List<PipelineStep> steps, Map<Long, Tick> ticks, List<String> known) {
        var asked = new ArrayList<Asked>();
        for (var step : steps) {
            var items = new ArrayList<Item>();
            step.facts().forEach(fact -> items.add(new Item(fact.what(), known.contains(fact.name()), null, null)));
            step.confirmations()
                    .forEach(each -> items.add(
                            new Item(each.label(), ticks.containsKey(each.id()), each.id(), ticks.get(each.id()))));
            asked.add(new Asked(step.name(), step.label(), step.probability(), items));
        }
        return asked;
    }

    /** How long the deal was in each of its steps, in the order in which it came there first. */
    private Map<String, Duration> spent(Deal deal, List<DealEvent> history) {
        var spent = new LinkedHashMap<String, Duration>();
        Instant since = deal.openedAt();
        String step = null;
        for (var event : history) {
            if (event.toStep() != null) {
                if (step != null) {
                    spent.merge(step, Duration.between(since, event.at()), Duration::plus);
                }
                step = event.toStep();
                since = event.at();
            }
        }
        var until = deal.closedAt() == null ? clock.instant() : deal.closedAt();
        spent.merge(step == null ? deal.step() : step, Duration.between(since, until), Duration::plus);
        return spent;
    }

    private String stage(ContactId contact) {
        var state = lifecycle.find(contact).orElse(null);
        if (state == null) {
            return "Entering";
        }
        return state.closedLost() ? CLOSED_LOST : label(state.stage());
    }

    private @Nullable String companyStage(ContactId contact) {
        var company = contacts.require(contact).companyId();
        return company == null ? null : stageOf(companies.of(company));
    }

    private @Nullable String stageOf(CompanyStage company) {
        var stage = company.stage();
        if (stage == null) {
            return null;
        }
        return company.closedLost() ? CLOSED_LOST : label(stage);
    }

    private String label(Stage stage) {
        return lifecycle.stages().stream()
                .filter(known -> known.stage().equals(stage))
                .map(StageDefinition::label)
                .findFirst()
                .orElse(stage.name());
    }

    private String label(String step) {
        return pipeline.labels().getOrDefault(step, step);
    }

    private Deal require(UUID id) {
        return deals.find(id).orElseThrow(DealPage::gone);
    }

    private static NotHereException gone() {
        return new NotHereException("This deal is not there any more");
    }

    /** What a step asks for, and whether it is there. */
    public record Asked(String step, String label, int probability, List<Item> items) {

        public long missing() {
            return items.stream().filter(item -> !item.there()).count();
        }
    }

    /**
     * One thing that a step asks for.
     *
     * @param confirmation its id where somebody has to confirm it
     * @param tick who confirmed it
     */
    public record Item(
            String what,
            boolean there,
            @Nullable Long confirmation,
            @Nullable Tick tick) {}
}
