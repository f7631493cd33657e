package dev.trellis.embedded;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells the person at the terminal what has started and how long it took, one line per step. */
public final class Progress {

    private final PrintStream out;
    private final long begin = System.nanoTime();

    public Progress(PrintStream out) {
        this.out = out;
    }

    /** For tests and commands whose output is read by programs. */
    public static Progress silent() {
        return new Progress(new PrintStream(PrintStream.nullOutputStream()));
    }

    public void say(String line) {
        out.println(line);
    }

    /** A step is done; the time is counted from the beginning, since steps run side by side. */
    public void done(String step, String detail) {
        out.println(String.format(Locale.ROOT, "  %5.1f s  %-12s %s", seconds(), step, detail)
                .stripTrailing());
    }

    public double seconds() {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
    }
}
