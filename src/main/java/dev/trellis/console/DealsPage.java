package dev.trellis.console;

import dev.trellis.contact.Contacts;
import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.deal.LossReasons;
import dev.trellis.deal.NewDeal;
import dev.trellis.handoff.Owner;
import dev.trellis.handoff.Owners;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.IllegalMoveException;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The deals: the open ones as a board or a list, and what became of the others. */
@Controller
class DealsPage {

    private static final int SHOWN = 50;

    private final Deals deals;
    private final LossReasons reasons;
    private final DealBoard board;
    private final DealList list;
    private final Contacts contacts;
    private final Owners owners;
    private final Teams teams;
    private final JdbcClient jdbc;

    DealsPage(
            Deals deals,
            LossReasons reasons,
            DealBoard board,
            DealList list,
            Contacts contacts,
            Owners owners,
            Teams teams,
            JdbcClient jdbc) {
        this.deals = deals;
        this.reasons = reasons;
        this.board = board;
        this.list = list;
        this.contacts = contacts;
        this.owners = owners;
        this.teams = teams;
        this.jdbc = jdbc;
    }

    @GetMapping("/deals")
    String page(
            @RequestParam(defaultValue = "open") String state,
            @RequestParam(defaultValue = "board") String view,
            @RequestParam(name = "for", defaultValue = "") String forWhom,
            @RequestParam(required = false) @Nullable String before,
            BoardFilter filter,
            Principal who,
            Model model) {
        var sight = Sight.of(who);
        var wanted = Arrays.stream(Deal.State.values())
                .filter(each -> each.label().equals(state))
                .findFirst()
                .orElse(Deal.State.OPEN);
        boolean asBoard = wanted == Deal.State.OPEN && !view.equals("list");
        model.addAttribute("state", wanted.label());
        model.addAttribute("view", asBoard ? "board" : "list");
        model.addAttribute("forWhom", forWhom);
        model.addAttribute("filter", filter);
        if (asBoard) {
            model.addAttribute("columns", board.columns(filter, sight));
        } else {
            model.addAttribute("deals", list.find(wanted, filter, sight, before, SHOWN));
        }
        model.addAttribute("totals", totals(sight));
        model.addAttribute("lossReasons", reasons.offered());
        model.addAttribute("members", teams.memberNames());
        model.addAttribute("teams", teams.all());
        model.addAttribute(
                "self",
                ownerOf(forWhom).map(Owner::email).orElseGet(() -> Objects.requireNonNullElse(sight.owner(), "")));
        return "pages/deals";
    }

    /** A deal belongs to whoever has its contact. */
    private Optional<Owner> ownerOf(String email) {
        return email.isBlank()
                ? Optional.empty()
                : contacts.findByEmail(email).flatMap(contact -> owners.of(contact.id()));
    }

    /** More cards of one column. */
    @GetMapping("/deals/more")
    String more(@RequestParam String step, @RequestParam UUID after, BoardFilter filter, Principal who, Model model) {
        model.addAttribute("filter", filter);
        model.addAttribute("step", step);
        model.addAttribute("cards", board.more(step, after, filter, Sight.of(who)));
        return "pages/deal-cards";
    }

    @PostMapping("/deals")
    String open(HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        try {
            var email = form.text("email");
            var contact = contacts.findByEmail(email)
                    .orElseThrow(() -> new InvalidValueException(
                            "email", "No contact has the address " + email + "; add the contact first"));
            var opened = deals.open(
                    new NewDeal(
                            contact.id(),
                            null,
                            form.text("name"),
                            form.amount("amount"),
                            form.text("currency"),
                            form.day("expectedCloseOn"),
                            form.textOrNull("owner"),
                            null,
                            null),
                    who.getName());
            answer.addFlashAttribute("notice", "Opened. The contact is an Opportunity now, unless it is a customer.");
            return "redirect:/deals/" + opened.deal().id();
        } catch (InvalidValueException | IllegalMoveException ex) {
            form.refused(ex, answer);
            return "redirect:/deals";
        }
    }

    private Map<String, Long> totals(Sight sight) {
        var totals = new LinkedHashMap<String, Long>();
        for (var state : Deal.State.values()) {
            totals.put(state.label(), 0L);
        }
        jdbc.sql("select state, count(*) as deals from deal where " + sight.onOwner("deal") + " group by state")
                .params(sight.parameters())
                .query(row -> {
                    totals.put(row.getString("state"), row.getLong("deals"));
                });
        return totals;
    }
}
