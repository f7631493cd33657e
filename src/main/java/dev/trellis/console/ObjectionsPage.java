package dev.trellis.console;

import dev.trellis.deal.DealNotFoundException;
import dev.trellis.deal.Deals;
import dev.trellis.email.TemplatePreviews;
import dev.trellis.handoff.HandoffNotFoundException;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Playbooks;
import dev.trellis.objection.Asset;
import dev.trellis.objection.NewObjection;
import dev.trellis.objection.Objection;
import dev.trellis.objection.ObjectionCategory;
import dev.trellis.objection.ObjectionClosedException;
import dev.trellis.objection.ObjectionFilter;
import dev.trellis.objection.ObjectionNotFoundException;
import dev.trellis.objection.Objections;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.AppUser;
import dev.trellis.platform.security.Users;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What sales hears against us, as requests to marketing for something that answers it. */
@Controller
class ObjectionsPage {

    private static final int SHOWN = 25;
    private static final String LOGGED = "Logged. Marketing looks for an answer, and you are told.";

    private final Objections objections;
    private final Handoffs handoffs;
    private final Deals deals;
    private final Playbooks playbooks;
    private final TemplatePreviews templates;
    private final People people;
    private final Users users;

    ObjectionsPage(
            Objections objections,
            Handoffs handoffs,
            Deals deals,
            Playbooks playbooks,
            TemplatePreviews templates,
            People people,
            Users users) {
        this.objections = objections;
        this.handoffs = handoffs;
        this.deals = deals;
        this.playbooks = playbooks;
        this.templates = templates;
        this.people = people;
        this.users = users;
    }

    @GetMapping("/objections")
    String page(@RequestParam(required = false) @Nullable String after, Model model) {
        var page = objections.page(new ObjectionFilter(Objection.State.OPEN, null, null), after, SHOWN);
        var open = page.items();
        var closed = after == null ? objections.closed(SHOWN) : List.<Objection>of();
        model.addAttribute("open", open);
        model.addAttribute("openCount", objections.openCount());
        model.addAttribute("next", page.next());
        model.addAttribute("closed", closed);
        model.addAttribute("playbooks", playbooks.names());
        model.addAttribute(
                "templates",
                templates.all().stream()
                        .filter(TemplatePreviews.Line::isForContacts)
                        .map(TemplatePreviews.Line::name)
                        .toList());
        model.addAttribute(
                "people",
                people
                        .names(Stream.concat(open.stream(), closed.stream())
                                .map(objection -> objection.contactId().value())
                                .distinct()
                                .toList())
                        .entrySet()
                        .stream()
                        .collect(Collectors.toMap(each -> each.getKey().toString(), each -> each.getValue())));
        return "pages/objections";
    }

    /** Sales logs what it heard. */
    @PostMapping("/handoffs/{id}/objections")
    String log(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return change("/handoffs/" + id, form, answer, LOGGED, () -> {
            var handoff = handoffs.require(id);
            var unused = objections.log(new NewObjection(
                    handoff.contactId(),
                    id,
                    null,
                    ObjectionCategory.of(form.text("category")),
                    form.text("text"),
                    who.getName(),
                    address(who)));
        });
    }

    /** The same from the deal in which it came up; it is its contact's. */
    @PostMapping("/deals/{id}/objections")
    String logOfDeal(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return change("/deals/" + id, form, answer, LOGGED, () -> {
            var deal = deals.require(id);
            var unused = objections.log(new NewObjection(
                    deal.contactId(),
                    null,
                    id,
                    ObjectionCategory.of(form.text("category")),
                    form.text("text"),
                    who.getName(),
                    address(who)));
        });
    }

    /** Something answers it: a playbook or a template, or the page whose address is given. */
    @PostMapping("/objections/{id}/answer")
    String answer(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return change("/objections", form, answer, "Answered. Whoever logged it is told.", () -> {
            var unused = objections.answer(
                    id, asset(form.text("asset"), form.text("url")), form.text("note"), who.getName());
        });
    }

    @PostMapping("/objections/{id}/decline")
    String decline(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return change("/objections", form, answer, "Declined. Whoever logged it is told why.", () -> {
            var unused = objections.decline(id, form.text("note"), who.getName());
        });
    }

    /**
     * What was chosen.
     *
     * @param chosen kind and name with a colon between; blank where the address is given
     */
    private static Asset asset(String chosen, String url) {
        if (!url.isBlank()) {
            return new Asset(Asset.Kind.URL, url.strip());
        }
        var parts = chosen.split(":", 2);
        if (parts.length < 2) {
            throw new InvalidValueException("asset", "choose a playbook or an email, or give a web address");
        }
        return new Asset(Asset.Kind.of(parts[0]), parts[1]);
    }

    /** Where whoever is signed in can be written to. */
    private @Nullable String address(Principal who) {
        return users.find(who.getName()).map(AppUser::email).orElse(null);
    }

    private static String change(String back, Form form, RedirectAttributes answer, String done, Runnable change) {
        try {
            change.run();
            answer.addFlashAttribute("notice", done);
        } catch (InvalidValueException
                | ObjectionClosedException
                | ObjectionNotFoundException
                | HandoffNotFoundException
                | DealNotFoundException ex) {
            form.refused(ex, answer);
        }
        return "redirect:" + back;
    }
}
