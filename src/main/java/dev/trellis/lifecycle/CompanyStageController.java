package dev.trellis.lifecycle;

import dev.trellis.contact.Companies;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Where companies stand, over HTTP. */
@RestController
class CompanyStageController {

    private final Companies companies;
    private final CompanyStages stages;

    CompanyStageController(Companies companies, CompanyStages stages) {
        this.companies = companies;
        this.stages = stages;
    }

    @GetMapping("/api/companies/{id}/stage")
    CompanyStageView stage(@PathVariable UUID id) {
        if (companies.find(id).isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "No company with id " + id);
        }
        return CompanyStageView.of(stages.of(id));
    }

    /** A company's stage as the API shows it. */
    record CompanyStageView(@Nullable String stage, boolean closedLost, List<ChangeView> history) {

        static CompanyStageView of(CompanyStage company) {
            return new CompanyStageView(
                    company.stage() == null ? null : company.stage().name(),
                    company.closedLost(),
                    company.history().stream().map(ChangeView::of).toList());
        }
    }

    record ChangeView(
            Instant at, String stage, @Nullable String previous, UUID contactId, String reason, String actor) {

        static ChangeView of(CompanyStage.Change change) {
            return new ChangeView(
                    change.at(),
                    change.stage().name(),
                    change.previous() == null ? null : change.previous().name(),
                    change.contact().value(),
                    change.reason(),
                    change.actor());
        }
    }
}
