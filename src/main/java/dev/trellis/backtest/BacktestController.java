package dev.trellis.backtest;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Changed tables tried on past contacts, over HTTP. */
@RestController
@RequestMapping("/api/backtests")
class BacktestController {

    private final Backtests backtests;

    BacktestController(Backtests backtests) {
        this.backtests = backtests;
    }

    /** Begins one; the answer says where to look for what comes of it. */
    @PostMapping
    ResponseEntity<BacktestView> begin(@RequestBody Request request, @Nullable Principal principal) {
        var tables = request.tables();
        if (tables == null) {
            throw new InvalidValueException("tables", "is missing; give DMN files as text, by their names");
        }
        if (tables.containsValue(null)) {
            throw new InvalidValueException("tables", "has a file without content");
        }
        var view = BacktestView.of(
                backtests.begin(Objects.requireNonNullElse(request.name(), ""), tables, Caller.name(principal)));
        return ResponseEntity.accepted()
                .location(URI.create("/api/backtests/" + view.id()))
                .body(view);
    }

    @GetMapping
    Page<BacktestView> list(@RequestParam @Nullable String after, @RequestParam @Nullable Integer limit) {
        return backtests.page(after, Page.limit(limit)).map(BacktestView::of);
    }

    @GetMapping("/{id}")
    BacktestView get(@PathVariable UUID id) {
        return BacktestView.of(backtests.require(id));
    }

    record Request(@Nullable String name, @Nullable Map<String, String> tables) {}

    record BacktestView(
            UUID id,
            String name,
            String state,
            long done,
            long total,
            @Nullable Report report,
            @Nullable String problem,
            String createdBy,
            Instant createdAt) {

        static BacktestView of(Backtest backtest) {
            return new BacktestView(
                    backtest.id(),
                    backtest.name(),
                    backtest.state().label(),
                    backtest.done(),
                    backtest.total(),
                    backtest.report(),
                    backtest.problem(),
                    backtest.createdBy(),
                    backtest.createdAt());
        }
    }
}
