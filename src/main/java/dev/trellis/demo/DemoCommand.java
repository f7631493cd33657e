package dev.trellis.demo;

import dev.trellis.embedded.Mailbox;
import dev.trellis.embedded.ThrowAwayFolder;
import dev.trellis.engine.EngineClock;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.platform.AdjustableClock;
import dev.trellis.platform.Command;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.ApplicationContext;

/**
 * Plays half a year with made-up people in a throw-away data folder, with its own engine, database and mailbox, and
 * leaves the console open to look around.
 */
public final class DemoCommand implements Command {

    private static final String EXIT = "--exit";

    private final PrintStream out;

    public DemoCommand() {
        this(System.out);
    }

    DemoCommand(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public String parameters() {
        return "[--exit]";
    }

    @Override
    public String summary() {
        return "plays half a year with made-up people, apart from all that is real; --exit ends and checks it";
    }

    @Override
    public int run(List<String> arguments, Launcher launcher) throws Exception {
        for (var argument : arguments) {
            if (!argument.equals(EXIT)) {
                out.println("demo takes no '" + argument + "'; only --exit, which ends it and checks what it showed.");
                return WRONG_USE;
            }
        }
        var folder = ThrowAwayFolder.create("trellis-demo");
        var token = token();
        var application = folder.serve(launcher, settings(folder.path(), token));
        var missing = play(application, token);
        missing.forEach(problem -> out.println("Missing: " + problem + "."));
        if (arguments.contains(EXIT)) {
            out.println(missing.isEmpty() ? "The demo showed all it should." : "The demo failed.");
            return missing.isEmpty() ? DONE : FAILED;
        }
        out.println("Look around in the console. Ctrl-C ends the demo and deletes all of it.");
        new CountDownLatch(1).await();
        return DONE;
    }

    private List<String> play(ApplicationContext application, String token) {
        var environment = application.getEnvironment();
        var port = environment.getRequiredProperty("local.server.port");
        var clock = new FastClock(
                application.getBean(AdjustableClock.class),
                application.getBean(EngineClock.class),
                application.getBean(EngineOutbox.class),
                application.getBean(Mailbox.class),
                URI.create(environment.getRequiredProperty("trellis.embedded.engine-monitoring")));
        long start = System.nanoTime();
        var story = new Story(
                new Api(URI.create("http://localhost:" + port), token),
                clock,
                application.getBean(Mailbox.class),
                out::println);
        out.println();
        try {
            story.play();
            return story.missing();
        } catch (RuntimeException e) {
            return List.of("the rest of the story (" + Objects.requireNonNullElse(e.getMessage(), e) + ")");
        } finally {
            out.println(String.format(Locale.ROOT, "Played in %.0f s.", (System.nanoTime() - start) / 1e9));
        }
    }

    /** What would name a live part is emptied, whatever the environment says. */
    static String[] settings(Path folder, String token) {
        return new String[] {
            "trellis.data-dir=" + folder,
            "trellis.api-token=" + token,
            "trellis.clock.adjustable=true",
            "trellis.database-url=",
            "trellis.engine-grpc=",
            "trellis.engine.token.client-id=",
            "trellis.smtp-url=",
            "trellis.imap-url=",
            "trellis.public-url=http://localhost:${server.port}",
            "trellis.embedded.engine-heap=512m",
        };
    }

    private static String token() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
