package dev.trellis.email.inbound;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import dev.trellis.platform.web.Page;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** What came back, for mail servers that hand it over themselves and for people who look. */
@RestController
@RequestMapping("/api/inbound")
class InboundController {

    private static final String RAW = "message/rfc822";

    private final Inbox inbox;
    private final InboundStore store;
    private final Doubts doubts;

    InboundController(Inbox inbox, InboundStore store, Doubts doubts) {
        this.inbox = inbox;
        this.store = store;
        this.doubts = doubts;
    }

    /** Takes a message as it came over the wire; the answer says what it was and what was done. */
    @PostMapping(consumes = {RAW, MediaType.TEXT_PLAIN_VALUE, MediaType.APPLICATION_OCTET_STREAM_VALUE})
    InboundView receive(InputStream message, @RequestParam @Nullable String recipient) throws IOException {
        var raw = message.readNBytes(Inbox.MOST_BYTES);
        if (raw.length == 0) {
            throw new InvalidValueException("message", "must be the whole message, headers and body");
        }
        return inbox.receive(raw, "api", recipient);
    }

    /** What arrived, newest first; {@code doubtful} for what could be forged and waits for somebody to decide. */
    @GetMapping
    Page<InboundView> list(
            @RequestParam @Nullable String kind,
            @RequestParam(defaultValue = "false") boolean doubtful,
            @RequestParam @Nullable String after,
            @RequestParam @Nullable Integer limit) {
        return store.page(kind == null ? null : kind(kind), doubtful, after, Page.limit(limit));
    }

    /** Believes a doubtful report. */
    @PostMapping("/{id}/confirm")
    InboundView confirm(@PathVariable UUID id, @Nullable Principal principal) {
        doubts.confirm(id, Caller.name(principal));
        return store.get(id);
    }

    /** Takes a doubtful report for forged, or for a mistake. */
    @PostMapping("/{id}/dismiss")
    InboundView dismiss(@PathVariable UUID id, @Nullable Principal principal) {
        doubts.dismiss(id, Caller.name(principal));
        return store.get(id);
    }

    /** The message itself, where it was kept because we do not know what it is, or whom it is about. */
    @GetMapping("/{id}/message")
    ResponseEntity<byte[]> message(@PathVariable UUID id) {
        return store.raw(id)
                .map(raw -> ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType(RAW))
                        .body(raw))
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No message is kept under " + id));
    }

    private static String kind(String label) {
        try {
            return InboundKind.of(label).label();
        } catch (IllegalArgumentException ex) {
            var known =
                    Arrays.stream(InboundKind.values()).map(InboundKind::label).toList();
            throw new InvalidValueException("kind", "must be one of " + known + ", not " + label);
        }
    }
}
