package dev.trellis.bench;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/** Several senders at once. */
final class Sessions {

    private Sessions() {}

    /** What one of them does. */
    @FunctionalInterface
    interface Work {

        void send(int mails) throws Exception;
    }

    /** Deals the mails out evenly; how long it took until all were done, in nanoseconds. */
    static long run(int sessions, int mails, Work work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(sessions)) {
            var shares = new ArrayList<Callable<Void>>();
            for (int i = 0; i < sessions; i++) {
                int share = mails / sessions + (i < mails % sessions ? 1 : 0);
                shares.add(() -> {
                    work.send(share);
                    return null;
                });
            }
            long start = System.nanoTime();
            for (var done : threads.invokeAll(shares)) {
                done.get();
            }
            return System.nanoTime() - start;
        }
    }
}
