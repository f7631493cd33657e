package dev.trellis.deal;

import dev.trellis.deal.DealController.DealView;
import dev.trellis.platform.web.Caller;
import java.security.Principal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What is learnt of a competitor's contract after a deal was lost, over HTTP. */
@RestController
class CompetitorContractController {

    private final CompetitorContracts contracts;

    CompetitorContractController(CompetitorContracts contracts) {
        this.contracts = contracts;
    }

    @PutMapping("/api/deals/{id}/competitor")
    DealView correct(@PathVariable UUID id, @RequestBody CompetitorContract contract, @Nullable Principal principal) {
        return DealView.of(
                contracts.correct(id, contract.competitor(), contract.contractEndsOn(), Caller.name(principal)));
    }

    record CompetitorContract(
            @Nullable String competitor, @Nullable LocalDate contractEndsOn) {}
}
