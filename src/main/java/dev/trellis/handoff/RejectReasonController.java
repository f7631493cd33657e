package dev.trellis.handoff;

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
 * The reasons to reject, over HTTP. Which of them can be given today is also at {@code /api/handoffs/reject-reasons}.
 */
@RestController
@RequestMapping("/api/reject-reasons")
class RejectReasonController {

    private final RejectReasons reasons;

    RejectReasonController(RejectReasons reasons) {
        this.reasons = reasons;
    }

    /** All there are and have been, in the order in which they are offered. */
    @GetMapping
    List<RejectReason> list() {
        return reasons.all();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    RejectReason add(@RequestBody NewReason reason) {
        return reasons.add(reason.name(), reason.label(), reason.takesDay() == null || reason.takesDay());
    }

    @PatchMapping("/{name}")
    RejectReason change(@PathVariable String name, @RequestBody RejectReasonChange change) {
        return reasons.change(name, change);
    }

    /** Those not named come after those that are. */
    @PutMapping("/order")
    List<RejectReason> order(@RequestBody ReasonOrder order) {
        reasons.order(order.names());
        return reasons.all();
    }

    /**
     * A reason that there is to be.
     *
     * @param name null for one made of the label
     * @param takesDay null for yes
     */
    record NewReason(
            @Nullable String name,
            @Nullable String label,
            @Nullable Boolean takesDay) {}
}
