package dev.trellis.console;

import dev.trellis.contact.Contacts;
import dev.trellis.deal.Deal;
import dev.trellis.deal.Deals;
import dev.trellis.deal.LossReasons;
import dev.trellis.deal.NewDeal;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.IllegalMoveException;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.security.Sight;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
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

    private static final int SHOWN = 100;

    private final Deals deals;
    private final LossReasons reasons;
    private final DealBoard board;
    private final Contacts contacts;
    private final Teams teams;
    private final JdbcClient jdbc;

    DealsPage(Deals deals, LossReasons reasons, DealBoard board, Contacts contacts, Teams teams, JdbcClient jdbc) {
        this.deals = deals;
        this.reasons = reasons;
        this.board = board;
        this.contacts = contacts;
        this.teams = teams;
        this.jdbc = jdbc;
    }

    @GetMapping("/deals")
    String page(
            @RequestParam(defaultValue = "open") String state,
            @RequestParam(defaultValue = "board") String view,
            @RequestParam(name = "for", defaultValue = "") String forWhom,
            BoardFilter filter,
            Principal who,
            Model model) {
        var sight = Sight.of(who);
        var wanted = List.of("open", "won", "lost").contains(state) ? state : "open";
        boolean asBoard = wanted.equals("open") && !view.equals("list");
        model.addAttribute("state", wanted);
        model.addAttribute("view", asBoard ? "board" : "list");
        model.addAttribute("forWhom", forWhom);
        model.addAttribute("filter", filter);
        if (asBoard) {
            model.addAttribute("columns", board.columns(filter, sight));
        } else {
            model.addAttribute("deals", list(wanted, sight));
        }
        model.addAttribute("totals", totals(sight));
        model.addAttribute("lossReasons", reasons.offered());
        model.addAttribute("members", members());
        model.addAttribute("teams", teams.all());
        model.addAttribute("self", Objects.requireNonNullElse(sight.owner(), ""));
        return "pages/deals";
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
    String open(
            @RequestParam String email,
            @RequestParam String name,
            @RequestParam BigDecimal amount,
            @RequestParam(defaultValue = "EUR") String currency,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable
                    LocalDate expectedCloseOn,
            @RequestParam(defaultValue = "") String owner,
            Principal who,
            RedirectAttributes answer) {
        try {
            var contact = contacts.findByEmail(email)
                    .orElseThrow(() -> new InvalidValueException(
                            "email", "No contact has the address " + email.strip() + "; add the contact first"));
            var opened = deals.open(
                    new NewDeal(
                            contact.id(),
                            null,
                            name,
                            amount,
                            currency,
                            expectedCloseOn,
                            owner.isBlank() ? null : owner,
                            null,
                            null),
                    who.getName());
            answer.addFlashAttribute("notice", "Opened. The contact is an Opportunity now, unless it is a customer.");
            return "redirect:/deals/" + opened.deal().id();
        } catch (InvalidValueException | IllegalMoveException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.getMessage());
            return "redirect:/deals";
        }
    }

    private Map<String, String> members() {
        var members = new TreeMap<String, String>();
        teams.all().forEach(team -> team.members().forEach(member -> members.put(member.email(), member.name())));
        return members;
    }

    private List<Row> list(String state, Sight sight) {
        return jdbc.sql("""
                        select d.id, d.contact_id, d.name, d.amount, d.currency, d.state, d.expected_close_on, d.won_on,
                               d.renews_on, d.lost_on, d.opened_at, s.label as step, r.label as lost_reason,
                               coalesce(m.name, d.owner) as owner, l.recycle_on,
                               coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as contact,
                               co.name as company
                        from deal d
                        join contact c on c.id = d.contact_id
                        join deal_step s on s.name = d.step
                        left join company co on co.id = c.company_id
                        left join deal_loss_reason r on r.name = d.lost_reason
                        left join member m on m.email = d.owner
                        left join lifecycle l on l.contact_id = c.id and l.closed_lost
                        where d.state = :state and %s
                        order by d.updated_at desc, d.id limit :limit
                        """.formatted(sight.onOwner("d")))
                .params(sight.parameters())
                .param("state", state)
                .param("limit", SHOWN)
                .query((row, number) -> new Row(
                        row.getObject("id", UUID.class),
                        row.getObject("contact_id", UUID.class),
                        row.getString("contact"),
                        row.getString("company"),
                        row.getString("name"),
                        row.getBigDecimal("amount"),
                        row.getString("currency"),
                        row.getString("step"),
                        row.getString("owner"),
                        row.getObject("expected_close_on", LocalDate.class),
                        row.getObject("won_on", LocalDate.class),
                        row.getObject("renews_on", LocalDate.class),
                        row.getObject("lost_on", LocalDate.class),
                        row.getString("lost_reason"),
                        row.getObject("recycle_on", LocalDate.class),
                        row.getObject("opened_at", OffsetDateTime.class)))
                .list();
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

    /** A deal in the list. */
    public record Row(
            UUID id,
            UUID contactId,
            String contact,
            @Nullable String company,
            String name,
            BigDecimal amount,
            String currency,
            String step,
            @Nullable String owner,
            @Nullable LocalDate expectedCloseOn,
            @Nullable LocalDate wonOn,
            @Nullable LocalDate renewsOn,
            @Nullable LocalDate lostOn,
            @Nullable String lostReason,
            @Nullable LocalDate recycleOn,
            OffsetDateTime openedAt) {}
}
