package dev.trellis.email;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How mail is planned and sent.
 *
 * @param enabled whether this instance sends; planning goes on without
 * @param relays more relays than that of {@code TRELLIS_SMTP_URL}, by name; that one is called {@code main}
 * @param maxPerSecond how many mails a relay may get a second, from all instances together; 0 for as many as it takes
 * @param sessions how many connections to a relay at once
 * @param maxMailsPerConnection after how many mails a connection is closed
 * @param maxConnectionAge after how long a connection is closed
 * @param maxConnectionIdle after how long without a mail a connection is closed
 * @param connectTimeout how long to wait for the relay to answer a connection
 * @param readTimeout how long to wait for each of the relay's answers; after the last byte of a mail RFC 5321 asks for
 *     ten minutes
 * @param pollInterval how often to look for mail that is due
 * @param lease after how long without a sign of life an instance counts as dead and its mail is taken over
 * @param maxPerDay marketing mails a contact gets a day
 * @param maxPerWeek marketing mails a contact gets in any seven days
 * @param topicCaps how many of these a contact gets on a topic, where that is to be fewer
 * @param timeZone where contacts live whose own time zone and country are unknown
 * @param spread over how long after a window opens the mail that waited for it is spread
 * @param domains how many mails a second a recipient domain may get, where it wants fewer than the relay
 * @param topics what contacts can agree to, with the words they see
 * @param windows when mail may arrive, besides {@code office-hours} and {@code any-time}
 * @param holidays when no window opens, by country code or {@code everywhere}: 2026-04-03, or 12-25 for every year
 * @param trackOpens whether marketing mail carries a pixel that tells of its opening, where the contact may be tracked
 * @param clickTracking whether the links in marketing mail tell who followed them
 */
@ConfigurationProperties("trellis.email")
record EmailProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Map<String, RelaySettings> relays,
        @DefaultValue("0") int maxPerSecond,
        @DefaultValue("10") int sessions,
        @DefaultValue("500") int maxMailsPerConnection,
        @DefaultValue("5m") Duration maxConnectionAge,
        @DefaultValue("20s") Duration maxConnectionIdle,
        @DefaultValue("10s") Duration connectTimeout,
        @DefaultValue("10m") Duration readTimeout,
        @DefaultValue("250ms") Duration pollInterval,
        @DefaultValue("30s") Duration lease,
        @DefaultValue("1") int maxPerDay,
        @DefaultValue("3") int maxPerWeek,
        @Nullable Map<String, TopicCap> topicCaps,
        @DefaultValue("UTC") ZoneId timeZone,
        @DefaultValue("3h") Duration spread,
        @Nullable Map<String, DomainLimit> domains,
        @Nullable Map<String, String> topics,
        @Nullable Map<String, Window> windows,
        @Nullable Map<String, List<String>> holidays,
        @DefaultValue("true") boolean trackOpens,
        @DefaultValue("identify") ClickTracking clickTracking) {

    private static final Map<String, String> TOPICS = Map.of(
            "newsletter", "News and the best of what we write",
            "product", "Product news and how to get more out of it",
            "offers", "Offers and invitations");

    EmailProperties {
        if (sessions < 1 || maxMailsPerConnection < 1 || maxPerDay < 1 || maxPerWeek < maxPerDay || maxPerSecond < 0) {
            throw new IllegalArgumentException(
                    "trellis.email: sessions, max-mails-per-connection and max-per-day must be"
                            + " at least 1, max-per-week at least max-per-day, max-per-second not negative");
        }
        relays = relays == null ? Map.of() : Map.copyOf(relays);
        domains = domains == null ? Map.of() : Map.copyOf(domains);
        holidays = holidays == null ? Map.of() : Map.copyOf(holidays);
        topics = topics == null || topics.isEmpty() ? TOPICS : Map.copyOf(topics);
        topicCaps = topicCaps == null ? Map.of() : Map.copyOf(topicCaps);
        if (!topics.keySet().containsAll(topicCaps.keySet())) {
            throw new IllegalArgumentException("trellis.email.topic-caps: there is no topic but " + topics.keySet());
        }
        var all = new LinkedHashMap<String, Window>();
        all.put(SendWindows.OFFICE_HOURS, Window.OFFICE_HOURS);
        if (windows != null) {
            all.putAll(windows);
        }
        windows = all;
    }

    /** What links tell us. */
    enum ClickTracking {
        /** Who followed which link. */
        IDENTIFY,
        /** How often each link was followed, by nobody in particular. */
        ANONYMOUS,
        /** Nothing: they lead where they lead without us. */
        OFF
    }

    /** The weekdays and hours of a window. */
    record Window(List<DayOfWeek> days, LocalTime from, LocalTime to) {

        static final Window OFFICE_HOURS = new Window(
                List.of(DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY, DayOfWeek.THURSDAY, DayOfWeek.FRIDAY),
                LocalTime.of(9, 0),
                LocalTime.of(17, 0));
    }

    /**
     * How many mails on one topic a contact gets.
     *
     * @param maxPerDay in one day; null for no fewer than of all topics together
     * @param maxPerWeek in any seven days; null for no fewer than of all topics together
     */
    record TopicCap(@Nullable Integer maxPerDay, @Nullable Integer maxPerWeek) {

        TopicCap {
            if ((maxPerDay != null && maxPerDay < 1) || (maxPerWeek != null && maxPerWeek < 1)) {
                throw new IllegalArgumentException("trellis.email.topic-caps: max-per-day and max-per-week must be at"
                        + " least 1; to send nothing on a topic, hold its templates");
            }
        }
    }

    /** What a recipient domain takes. */
    record DomainLimit(int maxPerSecond) {

        DomainLimit {
            if (maxPerSecond < 1) {
                throw new IllegalArgumentException(
                        "trellis.email.domains: max-per-second must be at least 1; to send a domain nothing, suppress its addresses");
            }
        }
    }

    @Override
    public Map<String, RelaySettings> relays() {
        return relays == null ? Map.of() : relays;
    }

    @Override
    public Map<String, TopicCap> topicCaps() {
        return topicCaps == null ? Map.of() : topicCaps;
    }

    @Override
    public Map<String, DomainLimit> domains() {
        return domains == null ? Map.of() : domains;
    }

    @Override
    public Map<String, List<String>> holidays() {
        return holidays == null ? Map.of() : holidays;
    }

    @Override
    public Map<String, String> topics() {
        return topics == null ? TOPICS : topics;
    }

    @Override
    public Map<String, Window> windows() {
        return windows == null ? Map.of() : windows;
    }
}
