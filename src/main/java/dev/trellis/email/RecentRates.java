package dev.trellis.email;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How much mail went where lately, through this instance: what a domain that says "too fast" is given half of. */
final class RecentRates {

    private static final Duration LOOK_BACK = Duration.ofMinutes(10);

    private final Map<Key, Counts> counts = new ConcurrentHashMap<>();

    void count(String relay, String domain, Instant now) {
        counts.merge(new Key(relay, domain), Counts.first(now), (known, one) -> known.plus(now));
    }

    /** Mails a minute, over the last ten. */
    double perMinute(String relay, String domain, Instant now) {
        var known = counts.get(new Key(relay, domain));
        return known == null ? 0 : known.perMinute(now);
    }

    /** Forgets where nothing went any more. */
    void forget(Instant now) {
        counts.values().removeIf(known -> known.perMinute(now) == 0);
    }

    private record Key(String relay, String domain) {}

    /**
     * Two counts of ten minutes each: the present one, and the one before, of which less counts as time goes on.
     *
     * @param began when the present ten minutes began
     */
    private record Counts(Instant began, long present, long before) {

        static Counts first(Instant now) {
            return new Counts(now, 1, 0);
        }

        Counts plus(Instant now) {
            var age = Duration.between(began, now);
            if (age.compareTo(LOOK_BACK) < 0) {
                return new Counts(began, present + 1, before);
            }
            return new Counts(now, 1, age.compareTo(LOOK_BACK.multipliedBy(2)) < 0 ? present : 0);
        }

        double perMinute(Instant now) {
            var age = Duration.between(began, now);
            double gone = (double) age.toMillis() / LOOK_BACK.toMillis();
            double mails = gone < 1 ? present + before * (1 - gone) : present * Math.max(0, 2 - gone);
            return mails / LOOK_BACK.toMinutes();
        }
    }
}
