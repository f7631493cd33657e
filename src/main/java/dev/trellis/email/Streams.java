package dev.trellis.email;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stops and continues kinds of mail. Whoever waits for stopped mail keeps their place. */
@Service
public class Streams {

    private final JdbcClient jdbc;
    private final MailSettings settings;
    private final Clock clock;

    Streams(JdbcClient jdbc, MailSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    @Transactional
    public void pause(Stream stream, String by) {
        jdbc.sql("""
                        insert into stream_pause (stream, paused_at, paused_by) values (:stream, :at, :by)
                        on conflict do nothing
                        """)
                .param("stream", stream.label())
                .param("at", Columns.timestamp(clock.instant()))
                .param("by", by)
                .update();
    }

    @Transactional
    public void resume(Stream stream) {
        jdbc.sql("delete from stream_pause where stream = :stream")
                .param("stream", stream.label())
                .update();
    }

    /** Why streams are not sent at present, in words; those that are sent are absent. */
    public Map<Stream, String> stopped() {
        var reasons = new EnumMap<Stream, String>(Stream.class);
        var missing = settings.missingForMarketing();
        if (missing != null) {
            reasons.put(Stream.MARKETING, "held: " + missing);
        }
        jdbc.sql("select stream, paused_at, paused_by from stream_pause").query(row -> {
            reasons.put(
                    Stream.of(row.getString("stream")),
                    "paused by " + row.getString("paused_by") + " since " + Columns.instant(row, "paused_at"));
        });
        return reasons;
    }

    /** What may be sent now, the most urgent first. */
    List<Stream> flowing() {
        var stopped = stopped();
        var flowing = new ArrayList<Stream>();
        for (var stream : Stream.values()) {
            if (!stopped.containsKey(stream)) {
                flowing.add(stream);
            }
        }
        return flowing;
    }
}
