package dev.trellis.email;

import dev.trellis.contact.EmailAddress;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The addresses that may not be written to. */
@RestController
@RequestMapping("/api/suppressions")
class SuppressionController {

    private final Suppressions suppressions;
    private final SuppressionFiles files;
    private final Topics topics;

    SuppressionController(Suppressions suppressions, SuppressionFiles files, Topics topics) {
        this.suppressions = suppressions;
        this.files = files;
        this.topics = topics;
    }

    @GetMapping
    Page<View> list(
            @RequestParam @Nullable String email,
            @RequestParam @Nullable String after,
            @RequestParam @Nullable Integer limit) {
        return suppressions.page(email, after, Page.limit(limit)).map(View::of);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    View add(@RequestBody Request request) {
        var address = EmailAddress.of(request.email());
        var scope = topics.scope(request.scope());
        var evidence = request.evidence();
        return View.of(suppressions.add(
                address.address(),
                scope,
                Suppressions.Reason.MANUAL,
                evidence == null || evidence.isBlank() ? "added through the API" : evidence));
    }

    /** Takes in a CSV file: {@code email}, and if given {@code scope}, {@code reason}, {@code evidence}. */
    @PostMapping(path = "/import", consumes = "text/csv")
    SuppressionFiles.Report importFile(
            @RequestParam @Nullable String source, HttpServletRequest request, @Nullable Principal principal)
            throws IOException {
        var by = Caller.name(principal);
        return files.read(
                new InputStreamReader(request.getInputStream(), StandardCharsets.UTF_8),
                source == null || source.isBlank() ? "imported by " + by : source.strip() + ", imported by " + by);
    }

    @GetMapping(path = "/export", produces = "text/csv")
    void exportFile(HttpServletResponse response) throws IOException {
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader("Content-Disposition", "attachment; filename=suppressions.csv");
        files.write(response.getWriter());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void lift(@PathVariable UUID id) {
        suppressions.lift(suppressions
                .find(id)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No suppression with id " + id)));
    }

    @ExceptionHandler
    ProblemDetail notOursToLift(Suppressions.NotOursToLiftException ex) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, ex.getMessage());
    }

    record Request(
            @Nullable String email,
            @Nullable String scope,
            @Nullable String evidence) {}

    record View(UUID id, @Nullable String email, String scope, String reason, String evidence, Instant createdAt) {

        static View of(Suppression suppression) {
            return new View(
                    suppression.id(),
                    suppression.address(),
                    suppression.scope(),
                    suppression.reason().label(),
                    suppression.evidence(),
                    suppression.createdAt());
        }
    }
}
