package dev.trellis.embedded;

import dev.trellis.platform.StartRefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/** Starts the embedded parts before the application that needs them, and ends them after it. */
public final class EmbeddedPartsInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private final Progress progress;

    public EmbeddedPartsInitializer(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        requireFreePort(context.getEnvironment());
        var parts = EmbeddedParts.prepare(context.getEnvironment(), progress);
        Runtime.getRuntime().addShutdownHook(new Thread(parts::markStopping, "mark-stopping"));
        // Runs when all contexts are closed, so that nobody loses the engine or the database while still at work.
        SpringApplication.getShutdownHandlers().add(parts::close);
        parts.start();
        parts.attachTo(context);
    }

    /** Found out before anything is started, rather than after. */
    private static void requireFreePort(ConfigurableEnvironment environment) {
        int port = Binder.get(environment).bind("server.port", Integer.class).orElse(8080);
        if (port < 0 || port > 65_535) {
            throw new StartRefusedException(
                    "SERVER_PORT is " + port + " but must be between 0 and 65535 (0: any free port).");
        }
        if (port == 0) {
            return;
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new StartRefusedException(
                    "Port " + port + " cannot be used (" + e.getMessage()
                            + "): another program has it; stop that program or set SERVER_PORT to a free port.",
                    e);
        }
    }
}
