package dev.trellis;

import dev.trellis.embedded.DatabaseInitializer;
import dev.trellis.embedded.EmbeddedPartsInitializer;
import dev.trellis.embedded.Progress;
import dev.trellis.platform.Command;
import dev.trellis.platform.StartRefusedException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** Reads the command line: {@code [command] [arguments] [--setting=value]}; without a command it serves. */
final class CommandLine implements Command.Launcher {

    private static final String SERVE = "serve";

    private final PrintStream out;
    private final PrintStream err;
    private final List<Command> commands;
    private final List<String> settings = new ArrayList<>();

    CommandLine(PrintStream out, PrintStream err) {
        this(out, err, SpringFactoriesLoader.forDefaultResourceLocation().load(Command.class));
    }

    CommandLine(PrintStream out, PrintStream err, List<Command> commands) {
        this.out = out;
        this.err = err;
        this.commands =
                commands.stream().sorted(Comparator.comparing(Command::name)).toList();
    }

    /** Runs a command and ends the process with its exit code; a server goes on until it is stopped. */
    void runAndExit(String... args) {
        int code = run(args);
        if (code != Command.DONE || !serves(args)) {
            System.exit(code);
        }
    }

    private static boolean serves(String... args) {
        return Arrays.stream(args).filter(arg -> !arg.startsWith("--")).allMatch(SERVE::equals);
    }

    int run(String... args) {
        var words = new ArrayList<String>();
        for (var arg : args) {
            (arg.startsWith("--") && arg.contains("=") && arg.contains(".") ? settings : words).add(arg);
        }
        var name = words.isEmpty() ? SERVE : words.removeFirst();
        if (List.of("help", "--help", "-h").contains(name)) {
            out.print(usage());
            return Command.DONE;
        }
        try {
            if (name.equals(SERVE)) {
                if (!words.isEmpty()) {
                    return wrongUse("serve takes no '" + words.getFirst() + "'.");
                }
                serve();
                return Command.DONE;
            }
            var command = find(name);
            return command.isPresent()
                    ? command.get().run(words, this)
                    : wrongUse("There is no command '" + name + "'.");
        } catch (StartRefusedException e) {
            if (!StartFailureReporter.isReported(e)) {
                err.println(e.getMessage());
            }
            return Command.FAILED;
        } catch (Exception e) {
            if (!StartFailureReporter.isReported(e)) {
                e.printStackTrace(err);
            }
            return Command.FAILED;
        }
    }

    private Optional<Command> find(String name) {
        return commands.stream().filter(command -> command.name().equals(name)).findFirst();
    }

    private int wrongUse(String problem) {
        err.println(problem);
        err.print(usage());
        return Command.WRONG_USE;
    }

    private String usage() {
        var lines = new StringBuilder("Usage: java -jar trellis.jar [command] [--setting=value]\n");
        lines.append(line(SERVE, "runs the application (the default)"));
        for (var command : commands) {
            lines.append(line((command.name() + " " + command.parameters()).strip(), command.summary()));
        }
        return lines.append("Exit codes: 0 done, 1 failed, 2 wrong use.\n").toString();
    }

    private static String line(String left, String right) {
        return String.format(Locale.ROOT, "  %-28s %s%n", left, right);
    }

    @Override
    public ConfigurableApplicationContext serve(String... more) {
        var progress = new Progress(out);
        var version = Optional.ofNullable(TrellisApplication.class.getPackage().getImplementationVersion())
                .map(v -> " " + v)
                .orElse("");
        progress.say(
                "Trellis" + version + " starts on Java " + Runtime.version().feature());
        var application = new SpringApplication(TrellisApplication.class);
        application.addInitializers(new EmbeddedPartsInitializer(progress));
        application.addListeners(new ReadyPrinter(progress));
        return application.run(arguments(more));
    }

    @Override
    public ConfigurableApplicationContext idle() {
        return idle(new IdleInitializer());
    }

    @Override
    public ConfigurableApplicationContext database() {
        return idle(new IdleInitializer(), new DatabaseInitializer());
    }

    private ConfigurableApplicationContext idle(ApplicationContextInitializer<?>... initializers) {
        var application = new SpringApplication(TrellisApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setLazyInitialization(true);
        application.addInitializers(initializers);
        return application.run(arguments());
    }

    private String[] arguments(String... more) {
        var arguments = new ArrayList<String>();
        for (var setting : more) {
            arguments.add("--" + setting);
        }
        arguments.addAll(settings);
        return arguments.toArray(String[]::new);
    }
}
