package dev.trellis.embedded;

import java.io.IOException;

/**
 * The first class of the engine's process: starts the engine, and ends it when the application is gone.
 *
 * <p>The application holds the other end of standard input. However it dies, that end closes, and the engine shuts down
 * in good order instead of living on as an orphan. This class is copied out of the application and runs beside the
 * engine's own libraries, so it uses nothing but the JDK.
 */
public final class EngineMain {

    private EngineMain() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        var watcher = new Thread(EngineMain::exitWhenParentIsGone, "parent-watcher");
        watcher.setDaemon(true);
        watcher.start();
        Class.forName("io.camunda.application.StandaloneBroker")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    private static void exitWhenParentIsGone() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes anything; only the end counts.
            }
        } catch (IOException e) {
            // A broken pipe is an end, too.
        }
        System.exit(0);
    }
}
