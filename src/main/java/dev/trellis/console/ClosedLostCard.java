package dev.trellis.console;

import dev.trellis.contact.ContactId;
import dev.trellis.deal.CompetitorContracts;
import dev.trellis.deal.DealStateException;
import dev.trellis.deal.Deals;
import dev.trellis.platform.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What a contact's page says while it rests after a lost deal, and what can be corrected there. */
@Controller
class ClosedLostCard {

    private final JdbcClient jdbc;
    private final Deals deals;
    private final CompetitorContracts contracts;

    ClosedLostCard(JdbcClient jdbc, Deals deals, CompetitorContracts contracts) {
        this.jdbc = jdbc;
        this.deals = deals;
        this.contracts = contracts;
    }

    /** Why the contact rests; empty where it does not. */
    Optional<ClosedLost> of(ContactId contact) {
        return jdbc.sql("""
                        select d.id, d.name, r.label as reason, d.lost_on, d.competitor, d.contract_ends_on, d.recycle,
                               l.recycle_on
                        from lifecycle l
                        join deal d on d.contact_id = l.contact_id and d.state = 'lost'
                        join deal_loss_reason r on r.name = d.lost_reason
                        where l.contact_id = :contact and l.closed_lost
                        order by d.closed_at desc, d.id desc limit 1
                        """)
                .param("contact", contact.value())
                .query((row, number) -> new ClosedLost(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("reason"),
                        row.getObject("lost_on", LocalDate.class),
                        row.getString("competitor"),
                        row.getObject("contract_ends_on", LocalDate.class),
                        row.getBoolean("recycle"),
                        row.getObject("recycle_on", LocalDate.class)))
                .optional();
    }

    @PostMapping("/deals/{id}/competitor")
    String correct(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        var contact = deals.find(id)
                .orElseThrow(() -> new NotHereException("There is no such deal (any more)"))
                .contactId();
        try {
            contracts.correct(id, form.textOrNull("competitor"), form.day("contractEndsOn"), who.getName());
            answer.addFlashAttribute("notice", "Kept. The call before their contract ends moves with it.");
        } catch (DealStateException | InvalidValueException ex) {
            form.refused(ex, answer);
        }
        return "redirect:/contacts/" + contact.value();
    }
}
