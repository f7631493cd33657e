package dev.trellis.broadcast;

import dev.trellis.broadcast.SegmentController.Counted;
import dev.trellis.email.EmailRequest.OnCap;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import java.net.URI;
import java.security.Principal;
import java.time.Instant;
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

/** One email to everybody in a segment, over HTTP. */
@RestController
@RequestMapping("/api/broadcasts")
class BroadcastController {

    private final Broadcasts broadcasts;
    private final Segments segments;

    BroadcastController(Broadcasts broadcasts, Segments segments) {
        this.broadcasts = broadcasts;
        this.segments = segments;
    }

    /** Begins one, or with {@code dryRun} says what it would come to. */
    @PostMapping
    ResponseEntity<?> begin(@RequestBody Request request, @Nullable Principal principal) {
        var wish = request.toWish(segments, Caller.name(principal));
        if (Boolean.TRUE.equals(request.dryRun())) {
            return ResponseEntity.ok(Counted.of(broadcasts.forecast(wish)));
        }
        var view = view(broadcasts.begin(wish));
        return ResponseEntity.created(URI.create("/api/broadcasts/" + view.id()))
                .body(view);
    }

    @GetMapping
    Page<BroadcastView> list(@RequestParam @Nullable String after, @RequestParam @Nullable Integer limit) {
        return broadcasts
                .page(after, Page.limit(limit))
                .map(broadcast -> BroadcastView.of(broadcast, broadcasts.skipped(broadcast.id()), null));
    }

    @GetMapping("/{id}")
    BroadcastView get(@PathVariable UUID id) {
        return view(broadcasts.require(id));
    }

    @PostMapping("/{id}/pause")
    BroadcastView pause(@PathVariable UUID id, @Nullable Principal principal) {
        return view(broadcasts.pause(id, Caller.name(principal)));
    }

    @PostMapping("/{id}/resume")
    BroadcastView resume(@PathVariable UUID id) {
        return view(broadcasts.resume(id));
    }

    @PostMapping("/{id}/cancel")
    BroadcastView cancel(@PathVariable UUID id, @Nullable Principal principal) {
        return view(broadcasts.cancel(id, Caller.name(principal)));
    }

    private BroadcastView view(Broadcast broadcast) {
        return BroadcastView.of(broadcast, broadcasts.skipped(broadcast.id()), broadcasts.accounts(broadcast.id()));
    }

    record Request(
            @Nullable String name,
            @Nullable String template,
            @Nullable String topic,
            @Nullable SegmentView segment,
            @Nullable String window,
            @Nullable String onCap,
            @Nullable Boolean repeat,
            @Nullable Instant at,
            @Nullable Instant notAfter,
            @Nullable Boolean dryRun) {

        NewBroadcast toWish(Segments segments, String by) {
            if (segment == null) {
                throw new InvalidValueException("segment", "is missing; {} means everybody who agreed to the topic");
            }
            return new NewBroadcast(
                    required("name", name),
                    required("template", template),
                    topic,
                    segment.toSegment(segments),
                    window,
                    cap(onCap),
                    Boolean.TRUE.equals(repeat),
                    at,
                    notAfter,
                    by,
                    null);
        }

        private static String required(String field, @Nullable String value) {
            if (value == null || value.isBlank()) {
                throw new InvalidValueException(field, "is missing");
            }
            return value;
        }

        private static OnCap cap(@Nullable String label) {
            return switch (Objects.requireNonNullElse(label, "delay")) {
                case "delay" -> OnCap.DELAY;
                case "skip" -> OnCap.SKIP;
                default -> throw new InvalidValueException("onCap", "must be delay or skip, not " + label);
            };
        }
    }
}
