package dev.trellis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the jar begins. Compiled for Java 17, so that an older Java can say what is missing where it would otherwise
 * print a stack trace about class file versions.
 */
public final class Trellis {

    private static final int NEEDED = 21;

    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private Trellis() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        if (Runtime.version().feature() < NEEDED) {
            System.err.println(refusal(Runtime.version().feature(), findNewer(usualPlaces())));
            System.exit(1);
        }
        Class.forName(
                        "dev.trellis.TrellisApplication",
                        true,
                        Thread.currentThread().getContextClassLoader())
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    static String refusal(int version, Optional<Path> newer) {
        return "Trellis needs Java " + NEEDED + " or newer and was started with Java " + version + "; "
                + newer.map(java -> "this machine has one: start it with " + java + ".")
                        .orElse("none was found on this machine: install one, for instance from https://adoptium.net.");
    }

    /** The newest Java found below these folders that is new enough. */
    static Optional<Path> findNewer(List<Path> folders) {
        return folders.stream()
                .filter(Files::isDirectory)
                .flatMap(Trellis::children)
                .flatMap(home -> Stream.of(home, home.resolve("Contents/Home")))
                .filter(home -> version(home) >= NEEDED)
                .max(Comparator.comparingInt(Trellis::version))
                .map(home -> home.resolve("bin/java"));
    }

    private static List<Path> usualPlaces() {
        var user = Path.of(System.getProperty("user.home"));
        return List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/opt"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                Path.of("C:/Program Files/Java"),
                Path.of("C:/Program Files/Eclipse Adoptium"),
                user.resolve(".sdkman/candidates/java"),
                user.resolve(".jdks"));
    }

    private static Stream<Path> children(Path folder) {
        try (var children = Files.list(folder)) {
            return children.toList().stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.empty();
        }
    }

    /** What the installation says about itself; 0 where it is none. */
    private static int version(Path home) {
        try {
            var matcher = VERSION.matcher(Files.readString(home.resolve("release")));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }
}
