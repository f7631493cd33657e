package dev.trellis.console;

import dev.trellis.api.ContactViews;
import dev.trellis.email.TemplatePreviews;
import dev.trellis.email.TemplatePreviews.NoSuchTemplateException;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.HandoffKind;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Playbooks;
import dev.trellis.objection.Asset;
import dev.trellis.objection.Objection;
import dev.trellis.objection.ObjectionNotFoundException;
import dev.trellis.objection.Objections;
import dev.trellis.platform.InvalidValueException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** One objection with what answers it, for whoever talks to the contact: to read, to open, or to send. */
@Controller
class ObjectionPage {

    private final Objections objections;
    private final Handoffs handoffs;
    private final ContactViews views;
    private final Playbooks playbooks;
    private final PlaybookFacts facts;
    private final TemplatePreviews templates;

    ObjectionPage(
            Objections objections,
            Handoffs handoffs,
            ContactViews views,
            Playbooks playbooks,
            PlaybookFacts facts,
            TemplatePreviews templates) {
        this.objections = objections;
        this.handoffs = handoffs;
        this.views = views;
        this.playbooks = playbooks;
        this.facts = facts;
        this.templates = templates;
    }

    @GetMapping("/objections/{id}")
    String page(@PathVariable UUID id, Model model) {
        var objection = require(id);
        var contact = views.require(objection.contactId());
        var asset = objection.asset();
        model.addAttribute("objection", objection);
        model.addAttribute("contact", contact);
        if (asset != null && asset.kind() == Asset.Kind.PLAYBOOK) {
            var handoff = handoff(objection);
            model.addAttribute(
                    "playbook",
                    playbooks.names().contains(asset.name())
                            ? playbooks
                                    .find(
                                            asset.name(),
                                            handoff == null ? HandoffKind.MQL : handoff.kind(),
                                            facts.of(contact, handoff))
                                    .orElse(null)
                            : null);
        } else if (asset != null && asset.kind() == Asset.Kind.TEMPLATE) {
            model.addAttribute("sendable", objections.isSendable(objection));
            model.addAttribute("sent", objections.sent(objection).orElse(null));
        }
        return "pages/objection";
    }

    /** The email that answers it, as the contact would get it. */
    @GetMapping("/objections/{id}/email")
    ResponseEntity<String> email(@PathVariable UUID id) {
        var objection = require(id);
        var asset = objection.asset();
        if (asset == null || asset.kind() != Asset.Kind.TEMPLATE) {
            return ResponseEntity.notFound().build();
        }
        try {
            return EmailHtml.of(
                    templates.of(asset.name(), objection.contactId(), null).html());
        } catch (NoSuchTemplateException | InvalidValueException ex) {
            return ResponseEntity.notFound().build();
        }
    }

    /** Sends the contact the email that answers it. */
    @PostMapping("/objections/{id}/send")
    String send(@PathVariable UUID id, RedirectAttributes answer) {
        try {
            var planned = objections.send(id);
            if (planned.state().isFinal() && planned.reason() != null) {
                answer.addFlashAttribute("complaint", "It does not go out: " + planned.reason());
            } else {
                answer.addFlashAttribute("notice", "The email is on its way.");
            }
        } catch (ObjectionNotFoundException ex) {
            throw gone();
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
        }
        return "redirect:/objections/" + id;
    }

    private Objection require(UUID id) {
        return objections.find(id).orElseThrow(ObjectionPage::gone);
    }

    private @Nullable Handoff handoff(Objection objection) {
        return objection.handoffId() == null
                ? null
                : handoffs.find(objection.handoffId()).orElse(null);
    }

    private static NotHereException gone() {
        return new NotHereException("There is no such objection (any more)");
    }
}
