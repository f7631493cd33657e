package dev.trellis.platform;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Makes ids that sort by the time they were made (UUID version 7, RFC 9562), which keeps indexes dense. Within a
 * millisecond they grow by steps of random length: whoever knows one, from a message id for instance, cannot guess the
 * next.
 */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final long VERSION = 7L << 12;
    private static final long VARIANT = 1L << 63;

    /** Leaves half of the room for the steps. */
    private static final long FIRST = (1L << 61) - 1;

    private static final long LAST = (1L << 62) - 1;
    private static final long STEP = (1L << 40) - 1;

    private static long millis;
    private static long head;
    private static long tail;

    private Ids() {}

    public static synchronized UUID next() {
        long random = RANDOM.nextLong();
        long step = 1 + (random & STEP);
        long now = System.currentTimeMillis();
        if (now <= millis && tail <= LAST - step) {
            tail += step;
        } else {
            millis = Math.max(now, millis + 1);
            head = RANDOM.nextInt(1 << 12);
            tail = random & FIRST;
        }
        return new UUID(millis << 16 | VERSION | head, VARIANT | tail);
    }
}
