package dev.trellis.tracking;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Opens, clicks and looks at quotes, once more. */
@RestController
@RequestMapping("/api/visits")
class VisitController {

    private final Visits visits;
    private final QuoteVisits quotes;

    VisitController(Visits visits, QuoteVisits quotes) {
        this.visits = visits;
        this.quotes = quotes;
    }

    @PostMapping("/reclassify")
    @Operation(summary = "Judge opens, clicks and looks at quotes once more by what is known now; scores follow")
    Visits.Reclassified reclassify(@RequestParam Instant since) {
        return visits.reclassify(since).plus(quotes.reclassify(since));
    }
}
