package dev.trellis.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Our exporter as the engine wants it: a jar of its own, made of this application's class files at each start, and the
 * settings that make a broker load it.
 */
public final class ExporterJar {

    private static final String PACKAGE = "dev/trellis/engine/exporter/";
    private static final String SETTINGS = "ZEEBE_BROKER_EXPORTERS_TRELLIS_";

    private ExporterJar() {}

    /**
     * Writes the jar and says what the broker needs in its environment.
     *
     * @param jar where to write it; replaced if it exists
     * @param spool the folder the exporter writes to and {@code trellis.engine.spool} must name
     */
    public static Map<String, String> write(Path jar, Path spool) throws IOException {
        var folder = jar.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Files.createDirectories(spool);
        var part = Files.createTempFile(folder, "exporter", ".part");
        try {
            try (var out = new JarOutputStream(Files.newOutputStream(part))) {
                copyClasses(out);
            }
            Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return Map.of(
                SETTINGS + "CLASSNAME", "dev.trellis.engine.exporter.TrellisExporter",
                SETTINGS + "JARPATH", jar.toAbsolutePath().toString(),
                SETTINGS + "ARGS_SPOOL", spool.toAbsolutePath().toString());
    }

    private static void copyClasses(JarOutputStream out) throws IOException {
        var resolver = new PathMatchingResourcePatternResolver(ExporterJar.class.getClassLoader());
        var classes = resolver.getResources("classpath:" + PACKAGE + "*.class");
        if (classes.length == 0) {
            throw new IOException("The exporter's classes are missing in this application");
        }
        var sorted = Arrays.stream(classes)
                .sorted(Comparator.comparing(resource -> String.valueOf(resource.getFilename())))
                .toList();
        for (var resource : sorted) {
            out.putNextEntry(new JarEntry(PACKAGE + resource.getFilename()));
            try (var in = resource.getInputStream()) {
                in.transferTo(out);
            }
            out.closeEntry();
        }
    }
}
