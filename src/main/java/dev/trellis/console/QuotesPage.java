package dev.trellis.console;

import dev.trellis.deal.NewQuote;
import dev.trellis.deal.Quote.Answer;
import dev.trellis.deal.Quotes;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is done with quotes on the page of their deal. */
@Controller
@RequestMapping("/deals/{id}/quotes")
class QuotesPage {

    private static final Show SHOW = new Show();

    private final Quotes quotes;

    QuotesPage(Quotes quotes) {
        this.quotes = quotes;
    }

    @PostMapping
    String send(@PathVariable UUID id, HttpServletRequest request, Principal who, RedirectAttributes answer) {
        var form = Form.of(request);
        return DealPage.plainly(id, form, answer, () -> {
            var sent = quotes.send(
                    id,
                    new NewQuote(
                            form.text("number"),
                            form.amount("amount"),
                            form.text("currency"),
                            form.day("validUntil"),
                            form.text("timeZone"),
                            form.text("url"),
                            form.text("note")),
                    who.getName());
            return sent.url() == null
                    ? "Noted. Whether somebody looks at it cannot be told without the address of a document."
                    : "Noted. Give the contact the link that stands with it.";
        });
    }

    @PostMapping("/{quote}/extend")
    String extend(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            HttpServletRequest request,
            Principal who,
            RedirectAttributes answer) {
        var form = Form.of(request);
        return DealPage.plainly(id, form, answer, () -> {
            var extended = quotes.extend(id, quote, form.day("validUntil"), null, who.getName());
            return extended.number() + " is valid until the end of " + SHOW.day(extended.validUntil()) + ".";
        });
    }

    @PostMapping("/{quote}/{answer:accept|decline}")
    String answer(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            @PathVariable("answer") String said,
            HttpServletRequest request,
            Principal who,
            RedirectAttributes answer) {
        boolean accepts = said.equals("accept");
        var form = Form.of(request);
        return DealPage.plainly(id, form, answer, () -> {
            var answered = quotes.answer(
                    id, quote, accepts ? Answer.ACCEPTED : Answer.DECLINED, form.text("saidBy"), who.getName());
            return answered.number()
                    + (accepts ? " is accepted. Once the contract is signed, the deal is won above." : " is declined.");
        });
    }

    @PostMapping("/{quote}/withdraw")
    String withdraw(
            @PathVariable UUID id,
            @PathVariable UUID quote,
            HttpServletRequest request,
            Principal who,
            RedirectAttributes answer) {
        var form = Form.of(request);
        return DealPage.plainly(id, form, answer, () -> {
            var withdrawn = quotes.withdraw(id, quote, form.text("reason"), who.getName());
            return withdrawn.number() + " is taken back. Its link leads to the document no more.";
        });
    }
}
