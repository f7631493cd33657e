package dev.trellis.handoff;

import dev.trellis.platform.security.Sight;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.LocalDate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.format.annotation.DateTimeFormat.ISO;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What sales rejects and why, over HTTP: as numbers, and as a file for a spreadsheet. */
@RestController
class RejectController {

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

    private final Rejects rejects;

    RejectController(Rejects rejects) {
        this.rejects = rejects;
    }

    @GetMapping("/api/rejects")
    RejectReport report(
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate until,
            @Nullable Principal who) {
        return rejects.report(from, until, Sight.of(who));
    }

    /** The same for the API and for the page's link. */
    @GetMapping({"/api/rejects/csv", "/rejects/csv"})
    ResponseEntity<String> csv(
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = ISO.DATE) @Nullable LocalDate until,
            @Nullable Principal who) {
        var report = rejects.report(from, until, Sight.of(who));
        return ResponseEntity.ok()
                .contentType(CSV)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"rejects-" + report.from() + "-" + report.until() + ".csv\"")
                .body(csv(report));
    }

    static String csv(RejectReport report) {
        var text = new StringBuilder();
        line(text, "reason", "source", "rule", "person", "rejected", "decided");
        for (var row : report.rows()) {
            line(
                    text,
                    row.reason(),
                    row.source(),
                    row.rule(),
                    row.person(),
                    String.valueOf(row.rejected()),
                    String.valueOf(row.decided()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String... values) {
        text.append(Stream.of(values).map(RejectController::cell).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    /** Quoted where it has to be, and never a formula: sources come from whoever fills in a form. */
    private static String cell(String value) {
        var safe = value.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + value : value;
        return safe.matches("(?s).*[\",\\r\\n].*") || !safe.equals(value)
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }
}
