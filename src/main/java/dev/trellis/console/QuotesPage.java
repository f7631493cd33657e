package dev.trellis.console;

import dev.trellis.deal.NewQuote;
import dev.trellis.deal.Quote.Answer;
import dev.trellis.deal.Quotes;
import java.math.BigDecimal;
import java.security.Principal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is done with quotes on the page of their deal. */
@Controller
@RequestMapping("/deals/{id}/quotes")
class QuotesPage {

    private final Quotes quotes;

    QuotesPage(Quotes quotes) {
        this.quotes = quotes;
    }

    @PostMapping
    String send(
            @PathVariable UUID id,
            @RequestParam String number,
            @RequestParam BigDecimal amount,
            @RequestParam String currency,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable
                    LocalDate validUntil,
            @RequestParam(defaultValue = "") String timeZone,
            @RequestParam(defaultValue = "") String url,
            @RequestParam(defaultValue = "") String note,
            Principal who,
            RedirectAttributes answer) {
        return DealPage.plainly(id, answer, () -> {
            var sent = quotes.send(
                    id, new NewQuote(number, amount, currency, validUntil, timeZone, url, note), who.getName());
            return sent.url() == null
                    ? "Noted. Whether somebody looks at it cannot be told without the address of a document."
                    : "Noted. Give the contact the link that stands with it.";
        });
    }

    @PostMapping("/{quote}/extend")
    String extend(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable
                    LocalDate validUntil,
            Principal who,
            RedirectAttributes answer) {
        return DealPage.plainly(id, answer, () -> {
            var extended = quotes.extend(id, quote, validUntil, null, who.getName());
            return extended.number() + " is valid until the end of " + extended.validUntil() + ".";
        });
    }

    @PostMapping("/{quote}/{answer:accept|decline}")
    String answer(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            @PathVariable("answer") String said,
            @RequestParam(defaultValue = "") String saidBy,
            Principal who,
            RedirectAttributes answer) {
        boolean accepts = said.equals("accept");
        return DealPage.plainly(id, answer, () -> {
            var answered = quotes.answer(id, quote, accepts ? Answer.ACCEPTED : Answer.DECLINED, saidBy, who.getName());
            return answered.number()
                    + (accepts ? " is accepted. Once the contract is signed, the deal is won above." : " is declined.");
        });
    }

    @PostMapping("/{quote}/withdraw")
    String withdraw(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            @RequestParam(defaultValue = "") String reason,
            Principal who,
            RedirectAttributes answer) {
        return DealPage.plainly(id, answer, () -> {
            var withdrawn = quotes.withdraw(id, quote, reason, who.getName());
            return withdrawn.number() + " is taken back. Its link leads to the document no more.";
        });
    }
}
