package dev.trellis.deal;

import dev.trellis.platform.ReasonOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * The reasons for which deals are lost, over HTTP. Which can be given today is also at {@code /api/deals/loss-reasons}.
 */
@RestController
@RequestMapping("/api/loss-reasons")
class LossReasonController {

    private final LossReasons reasons;

    LossReasonController(LossReasons reasons) {
        this.reasons = reasons;
    }

    /** All there are and have been, in the order in which they are offered. */
    @GetMapping
    List<LossReason> list() {
        return reasons.all();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    LossReason add(@RequestBody NewReason reason) {
        return reasons.add(reason.name(), reason.label());
    }

    @PatchMapping("/{name}")
    LossReason change(@PathVariable String name, @RequestBody LossReasonChange change) {
        return reasons.change(name, change);
    }

    /** Those not named come after those that are. */
    @PutMapping("/order")
    List<LossReason> order(@RequestBody ReasonOrder order) {
        reasons.order(order.names());
        return reasons.all();
    }

    /**
     * A reason that there is to be.
     *
     * @param name null for one made of the label
     */
    record NewReason(@Nullable String name, @Nullable String label) {}
}
