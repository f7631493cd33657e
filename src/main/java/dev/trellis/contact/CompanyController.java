package dev.trellis.contact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.trellis.platform.web.Page;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The companies contacts work for. */
@RestController
@RequestMapping("/api/companies")
class CompanyController {

    private final Companies companies;

    CompanyController(Companies companies) {
        this.companies = companies;
    }

    @GetMapping
    Page<CompanyView> list(
            @RequestParam(required = false) @Nullable Instant updatedSince,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable Integer limit) {
        return companies.page(updatedSince, after, Page.limit(limit)).map(CompanyView::of);
    }

    @GetMapping("/{id}")
    CompanyView get(@PathVariable UUID id) {
        return companies.find(id).map(CompanyView::of).orElseThrow(() -> unknown(id));
    }

    @PostMapping
    ResponseEntity<CompanyView> add(@RequestBody CompanyRequest request) {
        var added = companies.add(request.toChange());
        var view = get(added.getKey());
        return added.getValue()
                ? ResponseEntity.created(URI.create("/api/companies/" + view.id()))
                        .body(view)
                : ResponseEntity.ok(view);
    }

    @PatchMapping("/{id}")
    CompanyView change(@PathVariable UUID id, @RequestBody CompanyRequest request) {
        return companies.change(id, request.toChange()).map(CompanyView::of).orElseThrow(() -> unknown(id));
    }

    private static ResponseStatusException unknown(UUID id) {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "No company with id " + id);
    }

    record CompanyRequest(
            @Nullable String name,
            @Nullable String domain,
            @Nullable String externalId,
            @Nullable Map<String, @Nullable String> attributes) {

        Companies.Change toChange() {
            return new Companies.Change(name, domain, externalId, attributes == null ? Map.of() : attributes);
        }
    }

    /** A company as the API shows it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record CompanyView(
            UUID id,
            String name,
            @Nullable String domain,
            @Nullable String externalId,
            Map<String, String> attributes,
            Instant createdAt,
            Instant updatedAt) {

        static CompanyView of(Company company) {
            return new CompanyView(
                    company.id(),
                    company.name(),
                    company.domain(),
                    company.externalId(),
                    company.attributes(),
                    company.createdAt(),
                    company.updatedAt());
        }
    }
}
