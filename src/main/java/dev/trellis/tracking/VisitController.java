package dev.trellis.tracking;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Opens and clicks, once more. */
@RestController
@RequestMapping("/api/visits")
class VisitController {

    private final Visits visits;

    VisitController(Visits visits) {
        this.visits = visits;
    }

    @PostMapping("/reclassify")
    @Operation(summary = "Judge opens and clicks once more by what is known now; scores follow")
    Visits.Reclassified reclassify(@RequestParam Instant since) {
        return visits.reclassify(since);
    }
}
