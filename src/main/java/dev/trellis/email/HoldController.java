package dev.trellis.email;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Stops mail, lets it go on, and gives it up. */
@RestController
@RequestMapping("/api/emails")
class HoldController {

    private final Holds holds;
    private final Cancellations cancellations;

    HoldController(Holds holds, Cancellations cancellations) {
        this.holds = holds;
        this.cancellations = cancellations;
    }

    @GetMapping("/holds")
    HoldList list() {
        return new HoldList(holds.all().stream().map(HoldView::of).toList(), null);
    }

    @PostMapping("/holds")
    @ResponseStatus(HttpStatus.CREATED)
    HoldView place(@RequestBody Request request, @Nullable Principal principal) {
        var kind = kind(request.kind());
        return HoldView.of(holds.place(kind, name(kind, request.name()), Caller.name(principal), request.reason()));
    }

    @DeleteMapping("/holds/{kind}/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void release(@PathVariable String kind, @PathVariable String name) {
        var known = kind(kind);
        if (!holds.release(known, name(known, name))) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "Nothing holds the " + kind + " " + name);
        }
    }

    @PostMapping("/cancel")
    Cancelled cancel(@RequestBody Request request, @Nullable Principal principal) {
        var kind = kind(request.kind());
        if (kind != HoldKind.JOURNEY && kind != HoldKind.TEMPLATE) {
            throw new InvalidValueException(
                    "kind",
                    "must be journey or template, not " + kind.label()
                            + "; a broadcast is cancelled with POST /api/broadcasts/{id}/cancel");
        }
        var reason = request.reason();
        return new Cancelled(cancellations.cancel(
                kind,
                name(kind, request.name()),
                "Cancelled by " + Caller.name(principal) + (reason == null || reason.isBlank() ? "" : ": " + reason)));
    }

    private static HoldKind kind(@Nullable String label) {
        return HoldKind.find(Objects.requireNonNullElse(label, ""))
                .orElseThrow(() -> new InvalidValueException(
                        "kind",
                        "must be one of "
                                + Arrays.stream(HoldKind.values())
                                        .map(HoldKind::label)
                                        .collect(Collectors.joining(", "))
                                + ", not " + label));
    }

    private static String name(HoldKind kind, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw new InvalidValueException("name", "is missing; it must be that of a " + kind.label());
        }
        if (kind == HoldKind.BROADCAST) {
            throw new InvalidValueException(
                    "kind", "must not be broadcast here; pause it with POST /api/broadcasts/{id}/pause");
        }
        return name.strip();
    }

    record Request(
            @Nullable String kind,
            @Nullable String name,
            @Nullable String reason) {}

    record Cancelled(long cancelled) {}

    record HoldList(List<HoldView> items, @Nullable String next) {}

    record HoldView(
            String kind,
            String name,
            Instant since,
            String by,
            @Nullable String reason) {

        static HoldView of(Hold hold) {
            return new HoldView(hold.kind().label(), hold.name(), hold.since(), hold.by(), hold.reason());
        }
    }
}
