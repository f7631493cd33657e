package dev.trellis.platform.security;

import dev.trellis.platform.web.Page;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/audit")
class AuditController {

    private final Audit audit;

    AuditController(Audit audit) {
        this.audit = audit;
    }

    /** Who did what, the newest first; from is the first moment, until the first that is too late. */
    @GetMapping
    Page<AuditEntry> list(
            @RequestParam @Nullable String actor,
            @RequestParam @Nullable String object,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant until,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String after) {
        return audit.page(new AuditFilter(actor, object, from, until), after, Page.limit(limit));
    }
}
