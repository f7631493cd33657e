package dev.trellis.platform;

import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Something the jar can do besides serving: {@code java -jar trellis.jar <name> <arguments>}.
 *
 * <p>Implementations have a public constructor without parameters and are listed in {@code META-INF/spring.factories},
 * since they decide themselves how much of the application they start.
 */
public interface Command {

    int DONE = 0;
    int FAILED = 1;
    int WRONG_USE = 2;

    String name();

    /** What follows the name, such as {@code <name> [--rate n]}; empty for nothing. */
    default String parameters() {
        return "";
    }

    /** One line for the usage text. */
    String summary();

    /**
     * Does it.
     *
     * @return {@link #DONE}, {@link #FAILED} or {@link #WRONG_USE}; what and where has been printed
     */
    int run(List<String> arguments, Launcher launcher) throws Exception;

    /** Starts as much of the application as a command needs. Whoever opens a context closes it. */
    interface Launcher {

        /**
         * The application's beans made on demand, with no engine, no database and no web server: nothing connects,
         * listens or is scheduled. For commands that look at files.
         */
        ConfigurableApplicationContext idle();

        /** The same with the database to read in, whether or not the application is running on it. */
        ConfigurableApplicationContext database();

        /**
         * The whole application.
         *
         * @param settings {@code name=value} pairs that win over every other setting
         */
        ConfigurableApplicationContext serve(String... settings);
    }
}
