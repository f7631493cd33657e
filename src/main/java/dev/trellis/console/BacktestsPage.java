package dev.trellis.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trellis.backtest.Backtest;
import dev.trellis.backtest.Backtest.State;
import dev.trellis.backtest.BacktestNotFoundException;
import dev.trellis.backtest.BacktestRunningException;
import dev.trellis.backtest.Backtests;
import dev.trellis.backtest.Report;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.platform.InvalidValueException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Changed tables tried on past contacts: given, watched, and read. */
@Controller
class BacktestsPage {

    private static final int SHOWN = 20;

    private static final long MOST_BYTES = 5_000_000;

    private final Backtests backtests;
    private final Contacts contacts;

    BacktestsPage(Backtests backtests, Contacts contacts) {
        this.backtests = backtests;
        this.contacts = contacts;
    }

    @GetMapping("/backtests")
    String list(Model model) {
        model.addAttribute("backtests", backtests.page(null, SHOWN).items());
        return "pages/backtests";
    }

    /** Begins one with the files that were chosen, or with what was pasted. */
    @PostMapping("/backtests")
    String begin(
            @RequestParam(defaultValue = "") String name,
            @RequestParam(required = false) @Nullable List<MultipartFile> files,
            @RequestParam(defaultValue = "") String pasted,
            Principal who,
            RedirectAttributes answer)
            throws IOException {
        try {
            return "redirect:/backtests/"
                    + backtests
                            .begin(name, tables(files, pasted), who.getName())
                            .id();
        } catch (InvalidValueException ex) {
            answer.addFlashAttribute(
                    "refused", String.valueOf(ex.getMessage()).lines().toList());
            answer.addFlashAttribute("pasted", pasted);
        } catch (BacktestRunningException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
        }
        return "redirect:/backtests";
    }

    private static Map<String, String> tables(@Nullable List<MultipartFile> files, String pasted) throws IOException {
        var tables = new LinkedHashMap<String, String>();
        long size = 0;
        for (var file : files == null ? List.<MultipartFile>of() : files) {
            size += file.getSize();
            if (size > MOST_BYTES) {
                throw new InvalidValueException("files", "The files have more than 5 MB; tables are smaller");
            }
            if (!file.isEmpty()) {
                tables.put(
                        Objects.requireNonNullElse(file.getOriginalFilename(), "chosen.dmn"),
                        new String(file.getBytes(), UTF_8));
            }
        }
        if (!pasted.isBlank()) {
            tables.put("pasted.dmn", pasted.strip());
        }
        return tables;
    }

    @GetMapping("/backtests/{id}")
    String one(@PathVariable UUID id, Model model) {
        var backtest = require(id);
        model.addAttribute("backtest", backtest);
        model.addAttribute("emails", emails(backtest.report()));
        return "pages/backtest";
    }

    /** How far it is; whoever watches sees the whole page again once it is over. */
    @GetMapping("/live/backtests/{id}")
    String live(@PathVariable UUID id, Model model, HttpServletResponse response) {
        var backtest = require(id);
        if (backtest.state() != State.RUNNING) {
            response.setHeader("HX-Refresh", "true");
        }
        model.addAttribute("backtest", backtest);
        return "pages/live-backtest";
    }

    private Backtest require(UUID id) {
        try {
            return backtests.require(id);
        } catch (BacktestNotFoundException ex) {
            throw new NotHereException("There is no such backtest any more");
        }
    }

    /** The addresses of those leads that are still there, by id. */
    private Map<String, String> emails(@Nullable Report report) {
        var emails = new LinkedHashMap<String, String>();
        for (var change : report == null ? List.<Report.Change>of() : report.changes()) {
            contacts.find(new ContactId(UUID.fromString(change.lead())))
                    .map(Contact::email)
                    .ifPresent(email -> emails.put(change.lead(), email));
        }
        return emails;
    }
}
