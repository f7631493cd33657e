package dev.trellis.email;

import dev.trellis.email.Holds.Held;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** Which kinds of mail may go, and why others may not. */
@Service
public class Streams {

    private final Holds holds;
    private final MailSettings settings;

    Streams(Holds holds, MailSettings settings) {
        this.holds = holds;
        this.settings = settings;
    }

    /** Why streams are not sent at present, in words; those that are sent are absent. */
    public Map<Stream, String> stopped() {
        var reasons = new EnumMap<Stream, String>(Stream.class);
        var missing = settings.missingForMarketing();
        if (missing != null) {
            reasons.put(Stream.MARKETING, "held: " + missing);
        }
        holds.all().stream()
                .filter(hold -> hold.kind() == HoldKind.STREAM)
                .forEach(hold -> reasons.put(Stream.of(hold.name()), why(hold)));
        return reasons;
    }

    private static String why(Hold hold) {
        return "held by " + hold.by() + (hold.reason() == null ? "" : ": " + hold.reason());
    }

    /** What may be sent while this is held, the most urgent first. */
    List<Stream> flowing(Held held) {
        var stopped = held.names(HoldKind.STREAM);
        boolean marketing = settings.missingForMarketing() == null;
        return Arrays.stream(Stream.values())
                .filter(stream -> !stopped.contains(stream.label()))
                .filter(stream -> stream != Stream.MARKETING || marketing)
                .toList();
    }
}
