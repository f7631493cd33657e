package dev.trellis.console;

import dev.trellis.embedded.CapturedMail;
import dev.trellis.embedded.Mailbox;
import dev.trellis.platform.TrellisProperties;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Every email as its reader sees it, as long as the embedded mailbox keeps it, and otherwise what was sent. */
@Controller
class MailboxPage {

    private static final int SHOWN = 100;

    /** An email may look as it likes, but runs nothing and sends nothing; its links open beside the page. */
    private final ObjectProvider<Mailbox> mailbox;

    private final JdbcClient jdbc;
    private final String trackingUrl;

    MailboxPage(ObjectProvider<Mailbox> mailbox, JdbcClient jdbc, TrellisProperties settings) {
        this.mailbox = mailbox;
        this.jdbc = jdbc;
        this.trackingUrl = settings.publicUrl() + "/t/";
    }

    @GetMapping("/mailbox")
    String list(
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "0") long before,
            Model model,
            RedirectAttributes answer) {
        var captured = mailbox.getIfAvailable();
        if (captured == null) {
            answer.addAttribute("to", to);
            return "redirect:/sends";
        }
        model.addAttribute("to", to);
        fill(captured, to, before, model);
        return "pages/mailbox";
    }

    @GetMapping("/mailbox/{id}")
    String one(
            @PathVariable long id,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "0") long before,
            Model model) {
        var captured = mailbox.getIfAvailable();
        var mail = captured == null ? null : captured.find(id).orElse(null);
        if (captured == null || mail == null) {
            throw new NotHereException("This email is not kept any more: the mailbox holds the newest only");
        }
        fill(captured, to, before, model);
        model.addAttribute("to", to);
        model.addAttribute("mail", Opened.of(mail, contactOf(mail.recipient())));
        return "pages/mailbox";
    }

    @GetMapping("/mailbox/{id}/html")
    ResponseEntity<String> html(@PathVariable long id) {
        var captured = mailbox.getIfAvailable();
        var mail = captured == null ? null : captured.find(id).orElse(null);
        if (mail == null) {
            return ResponseEntity.notFound().build();
        }
        var document = Jsoup.parse(mail.html());
        // Looking at an email here is not its reader's opening it.
        document.select("img[src]").stream()
                .filter(image -> image.attr("src").startsWith(trackingUrl))
                .forEach(image -> image.remove());
        return EmailHtml.of(document);
    }

    private void fill(Mailbox captured, String to, long before, Model model) {
        var from = before <= 0 ? Long.MAX_VALUE : before;
        var found = to.isBlank() ? captured.newest(from, SHOWN + 1) : search(captured, to, from);
        var items = found.stream()
                .limit(SHOWN)
                .map(mail -> new Line(mail.id(), mail.recipient(), mail.subject(), writtenAt(mail)))
                .toList();
        model.addAttribute("mails", items);
        model.addAttribute("more", found.size() > SHOWN ? items.getLast().id() : 0);
        model.addAttribute("size", captured.size());
        model.addAttribute("received", captured.received());
    }

    /** By the clock that the application lives by, which the demo lets run fast. */
    private static Instant writtenAt(CapturedMail mail) {
        try {
            var date = mail.message().getSentDate();
            return date == null ? mail.receivedAt() : date.toInstant();
        } catch (MessagingException ex) {
            return mail.receivedAt();
        }
    }

    private static List<CapturedMail> search(Mailbox captured, String to, long before) {
        var wanted = to.strip().toLowerCase(Locale.ROOT);
        var found = new ArrayList<CapturedMail>();
        var from = before;
        while (found.size() <= SHOWN) {
            var batch = captured.newest(from, 500);
            if (batch.isEmpty()) {
                break;
            }
            batch.stream().filter(mail -> mail.recipient().contains(wanted)).forEach(found::add);
            from = batch.getLast().id();
        }
        return found;
    }

    private @Nullable UUID contactOf(String address) {
        return jdbc.sql("select id from contact where email_key = :address")
                .param("address", address.toLowerCase(Locale.ROOT))
                .query(UUID.class)
                .optional()
                .orElse(null);
    }

    /** An email in the list. */
    public record Line(long id, String to, String subject, Instant at) {}

    /** An email that is looked at. */
    public record Opened(
            long id,
            String subject,
            String from,
            String to,
            @Nullable UUID contactId,
            Instant at,
            boolean hasHtml,
            String text,
            List<String> headers) {

        static Opened of(CapturedMail mail, @Nullable UUID contactId) {
            var headers = new ArrayList<String>();
            try {
                for (Header header : Collections.list(mail.message().getAllHeaders())) {
                    headers.add(header.getName() + ": " + header.getValue());
                }
            } catch (MessagingException ex) {
                headers.add("(the headers cannot be read: " + ex.getMessage() + ")");
            }
            var from = mail.header("From");
            return new Opened(
                    mail.id(),
                    mail.subject(),
                    from == null ? mail.sender() : decoded(from),
                    mail.recipient(),
                    contactId,
                    writtenAt(mail),
                    !mail.html().isBlank(),
                    mail.text(),
                    headers);
        }

        private static String decoded(String header) {
            try {
                return MimeUtility.decodeText(header);
            } catch (UnsupportedEncodingException ex) {
                return header;
            }
        }
    }
}
