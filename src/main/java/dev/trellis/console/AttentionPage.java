package dev.trellis.console;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.email.inbound.DoubtEndedException;
import dev.trellis.email.inbound.Doubts;
import dev.trellis.engine.Diagrams;
import dev.trellis.engine.EngineView;
import dev.trellis.engine.IncidentNotFoundException;
import dev.trellis.engine.ParkedJob;
import dev.trellis.engine.ParkedJobs;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What has stopped and waits for somebody, with the reason and what to do. */
@Controller
class AttentionPage {

    private static final Logger log = LoggerFactory.getLogger(AttentionPage.class);
    private static final int CONTACTS = 5;
    private static final int SHOWN = 50;
    private static final int REFUSALS = 20;
    private static final Duration REFUSALS_SHOWN_FOR = Duration.ofDays(30);

    private final ParkedJobs parked;
    private final Diagrams diagrams;
    private final EngineView engine;
    private final Condition condition;
    private final Doubts doubts;
    private final JdbcClient jdbc;
    private final Clock clock;

    AttentionPage(
            ParkedJobs parked,
            Diagrams diagrams,
            EngineView engine,
            Condition condition,
            Doubts doubts,
            JdbcClient jdbc,
            Clock clock) {
        this.parked = parked;
        this.diagrams = diagrams;
        this.engine = engine;
        this.condition = condition;
        this.doubts = doubts;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @GetMapping("/attention")
    String page(Model model) {
        model.addAttribute(
                "parked",
                parked.groups().stream()
                        .map(group -> new Stuck(group, contacts(group)))
                        .toList());
        model.addAttribute("incidents", engine.incidents(SHOWN, 0));
        model.addAttribute("known", engine.isAvailable());
        model.addAttribute("limitation", engine.limitation().orElse(null));
        model.addAttribute("undelivered", engine.undelivered(SHOWN, 0));
        model.addAttribute("doubts", doubts.open(SHOWN));
        model.addAttribute("sends", sends());
        model.addAttribute("refusals", refusals());
        model.addAttribute("webhooks", silentWebhooks());
        model.addAttribute("problems", diagrams.problems());
        model.addAttribute(
                "away", condition.parts().stream().filter(part -> !part.up()).toList());
        return "pages/attention";
    }

    @PostMapping("/attention/retry")
    String retry(
            @RequestParam String type,
            @RequestParam String processId,
            @RequestParam String elementId,
            @RequestParam String reason,
            Principal who,
            RedirectAttributes answer) {
        var count = parked.retry(new ParkedJob.Filter(type, processId, elementId, reason));
        log.info("{} lets {} parked jobs of {} be tried again.", who.getName(), count, elementId);
        answer.addFlashAttribute(
                "notice",
                count == 0
                        ? "Nothing is left to retry there."
                        : count + (count == 1 ? " job is" : " jobs are")
                                + " tried again. What fails once more comes back here.");
        return "redirect:/attention";
    }

    @PostMapping("/attention/incidents/{key}/resolve")
    String resolve(@PathVariable long key, RedirectAttributes answer) {
        try {
            engine.resolveIncident(key)
                    .ifPresentOrElse(
                            problem -> answer.addFlashAttribute("complaint", problem),
                            () -> answer.addFlashAttribute(
                                    "notice",
                                    "The engine tries again. If the cause is still there, it comes back here."));
        } catch (IncidentNotFoundException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage());
        }
        return "redirect:/attention";
    }

    @PostMapping("/attention/undelivered/{id}/again")
    String deliverAgain(@PathVariable long id, RedirectAttributes answer) {
        answer.addFlashAttribute(
                "notice",
                engine.deliverAgain(id)
                        ? "The engine is told once more. What it refuses again comes back here."
                        : "This has been dealt with already.");
        return "redirect:/attention";
    }

    @GetMapping("/attention/doubts/{id}")
    ResponseEntity<byte[]> doubt(@PathVariable UUID id) {
        return doubts.message(id)
                .map(message ->
                        ResponseEntity.ok().contentType(MediaType.TEXT_PLAIN).body(message))
                .orElseThrow(() -> new NotHereException("This report is not kept any more"));
    }

    @PostMapping("/attention/doubts/{id}/confirm")
    String confirm(@PathVariable UUID id, Principal who, RedirectAttributes answer) {
        return decided(() -> "Done: " + doubts.confirm(id, who.getName()) + ".", answer);
    }

    @PostMapping("/attention/doubts/{id}/dismiss")
    String dismiss(@PathVariable UUID id, Principal who, RedirectAttributes answer) {
        return decided(
                () -> {
                    doubts.dismiss(id, who.getName());
                    return "The address is written to as before.";
                },
                answer);
    }

    private static String decided(Supplier<String> decision, RedirectAttributes answer) {
        try {
            answer.addFlashAttribute("notice", decision.get());
        } catch (DoubtEndedException ex) {
            answer.addFlashAttribute("complaint", ex.getMessage() + ".");
        }
        return "redirect:/attention";
    }

    private List<Who> contacts(ParkedJob.Group group) {
        return jdbc.sql("""
                        select c.id, coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.email) as name
                        from parked_job p join contact c on c.id = p.contact_id
                        where p.type = :type and p.process_id = :process and p.element_id = :element
                          and p.reason = :reason
                        order by p.since limit :limit
                        """)
                .param("type", group.type())
                .param("process", group.processId())
                .param("element", group.elementId())
                .param("reason", group.reason())
                .param("limit", CONTACTS)
                .query((row, number) -> new Who(row.getObject("id", UUID.class), row.getString("name")))
                .list();
    }

    /**
     * The emails planned last of those that failed: over the years there are many, and an index has them in that order.
     */
    private List<Failed> sends() {
        var failed = new ArrayList<Failed>();
        jdbc.sql("""
                        select s.id, s.contact_id, s.recipient_address, s.template, s.state, s.reason, s.smtp_reply,
                               coalesce(s.finished_at, s.planned_at) as at
                        from ((select * from send where not_sent = 'FAILED' order by id desc limit :limit)
                              union all
                              (select * from send where not_sent = 'UNKNOWN' order by id desc limit :limit)) s
                        order by at desc limit :limit
                        """).param("limit", SHOWN).query(row -> {
            var reply = row.getString("smtp_reply");
            failed.add(new Failed(
                    row.getObject("id", UUID.class),
                    row.getObject("contact_id", UUID.class),
                    row.getString("recipient_address"),
                    row.getString("template"),
                    row.getString("state").toLowerCase(Locale.ROOT),
                    reply == null ? row.getString("reason") : reply,
                    instant(row, "at")));
        });
        return failed;
    }

    /** What receivers said about us rather than about an address, the most frequent first. */
    private List<Refused> refusals() {
        return jdbc.sql("""
                        select bounce_reason, count(*) as times, max(bounced_at) as last,
                               (array_agg(id order by bounced_at desc))[1] as newest
                        from send where bounce_class = 'policy' and bounced_at > :since
                        group by bounce_reason order by count(*) desc, max(bounced_at) desc limit :limit
                        """)
                .param("since", utc(clock.instant().minus(REFUSALS_SHOWN_FOR)))
                .param("limit", REFUSALS)
                .query((row, number) -> new Refused(
                        row.getString("bounce_reason"),
                        row.getLong("times"),
                        row.getObject("newest", UUID.class),
                        instant(row, "last")))
                .list();
    }

    /** Webhooks that we switched off, and those where something did not arrive at all. */
    private List<Silent> silentWebhooks() {
        return jdbc.sql("""
                        select w.id, w.name, w.disabled_because,
                               (select count(*) from webhook_delivery d where d.webhook_id = w.id and d.state = 'dead')
                                   as dead
                        from webhook w
                        where w.disabled_because is not null
                           or exists (select from webhook_delivery d where d.webhook_id = w.id and d.state = 'dead')
                        order by w.name limit :limit
                        """)
                .param("limit", SHOWN)
                .query((row, number) -> new Silent(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getString("disabled_because"),
                        row.getLong("dead")))
                .list();
    }

    /** A webhook that does not hear what it was to be told. */
    public record Silent(UUID id, String name, @Nullable String because, long dead) {}

    /** A contact that is stuck. */
    public record Who(UUID id, String name) {}

    /** Jobs that failed for good in the same way. */
    public record Stuck(ParkedJob.Group group, List<Who> contacts) {}

    /** Words with which mail was refused for who we are or what it said. */
    public record Refused(String reason, long times, UUID newest, Instant last) {}

    /** An email that the relay refused, or of which nobody knows whether it arrived. */
    public record Failed(
            UUID id,
            UUID contactId,
            String to,
            String template,
            String state,
            @Nullable String reason,
            Instant at) {}
}
