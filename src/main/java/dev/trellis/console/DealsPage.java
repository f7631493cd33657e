package dev.trellis.console;

import dev.trellis.deal.Deal;
import dev.trellis.deal.DealNotFoundException;
import dev.trellis.deal.DealStateException;
import dev.trellis.deal.Deals;
import dev.trellis.deal.Loss;
import dev.trellis.deal.Win;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The deals, and what became of them. */
@Controller
class DealsPage {

    private static final int SHOWN = 100;

    private final Deals deals;
    private final JdbcClient jdbc;

    DealsPage(Deals deals, JdbcClient jdbc) {
        this.deals = deals;
        this.jdbc = jdbc;
    }

    @GetMapping("/deals")
    String page(@RequestParam(defaultValue = "open") String state, Principal who, Model model) {
        var sight = Sight.of(who);
        var wanted = List.of("open", "won", "lost").contains(state) ? state : "open";
        model.addAttribute("state", wanted);
        model.addAttribute("deals", list(wanted, sight));
        model.addAttribute("totals", totals(sight));
        model.addAttribute("lossReasons", deals.lossReasons());
        return "pages/deals";
    }

    @PostMapping("/deals/{id}/win")
    String win(
            @PathVariable UUID id,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate renewsOn,
            @RequestParam(required = false) @Nullable BigDecimal recurringAmount,
            Principal who,
            RedirectAttributes answer) {
        return decide(answer, "Won. The contact is a customer now.", () -> {
            var unused = deals.win(id, new Win(null, renewsOn, recurringAmount), who.getName());
        });
    }

    @PostMapping("/deals/{id}/lose")
    String lose(
            @PathVariable UUID id,
            @RequestParam String reason,
            @RequestParam(defaultValue = "") String competitor,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable
                    LocalDate contractEndsOn,
            @RequestParam(defaultValue = "false") boolean recycle,
            Principal who,
            RedirectAttributes answer) {
        return decide(answer, "Lost. The contact rests, then comes back to nurture where that makes sense.", () -> {
            var unused = deals.lose(
                    id,
                    new Loss(reason, recycle, competitor.isBlank() ? null : competitor, contractEndsOn),
                    who.getName());
        });
    }

    private static String decide(RedirectAttributes answer, String notice, Runnable decision) {
        try {
            decision.run();
            answer.addFlashAttribute("notice", notice);
        } catch (DealStateException | IllegalMoveException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute("complaint", "That does not do: " + ex.getMessage());
        } catch (DealNotFoundException ex) {
            throw new NotHereException("This deal is not there any more");
        }
        return "redirect:/deals";
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
