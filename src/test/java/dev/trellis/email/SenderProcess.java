package dev.trellis.email;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** An instance that sends, in a process of its own, so that it can be killed. */
final class SenderProcess {

    private SenderProcess() {}

    /** Sends through the relay on the port that the argument names, until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        EmailInstance.options()
                .sendingTo(Integer.parseInt(arguments[0]))
                .sessions(10)
                .lease(Duration.ofSeconds(2))
                .start();
        new CountDownLatch(1).await();
    }
}
