package dev.trellis.email;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The files under {@code templates/email} as they were read at one moment; nothing else can be included. */
record TemplateFiles(Map<String, String> texts) {

    private static final int LARGEST = 512 * 1024;
    private static final Pattern VARIANT = Pattern.compile("([^/]+)/(?:subject|body)\\.(.+?)\\.ftlh?");

    /** Reads the folder; a folder that is not there has no files. */
    static TemplateFiles read(Path folder) throws IOException {
        var texts = new TreeMap<String, String>();
        if (Files.isDirectory(folder)) {
            try (var paths = Files.walk(folder, 3)) {
                for (var path : paths.filter(TemplateFiles::counts).toList()) {
                    texts.put(folder.relativize(path).toString().replace('\\', '/'), text(path));
                }
            }
        }
        return new TemplateFiles(texts);
    }

    /** A cheap sign of whether anything in the folder has changed. */
    static long fingerprint(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        long sum = 1;
        try (var paths = Files.walk(folder, 3)) {
            for (var path : paths.filter(TemplateFiles::counts).sorted().toList()) {
                sum = 31 * sum + path.hashCode();
                sum = 31 * sum + Files.getLastModifiedTime(path).toMillis();
                sum = 31 * sum + Files.size(path);
            }
        }
        return sum;
    }

    TreeSet<String> templateNames() {
        var names = new TreeSet<String>();
        for (var file : texts.keySet()) {
            int slash = file.indexOf('/');
            if (slash > 0 && !file.startsWith("_")) {
                names.add(file.substring(0, slash));
            }
        }
        return names;
    }

    /** The name of a template's file, of a variant or of the email itself. */
    static String part(String template, String part, String variant) {
        return template + "/" + part + (variant.equals(EmailTemplate.ORIGINAL) ? "" : "." + variant)
                + (part.equals("body") ? ".ftlh" : ".ftl");
    }

    /** The files of a template that are a variant's, by the variant's name. */
    TreeMap<String, List<String>> variants(String template) {
        var variants = new TreeMap<String, List<String>>();
        for (var file : texts.keySet()) {
            var found = VARIANT.matcher(file);
            if (found.matches() && found.group(1).equals(template)) {
                variants.computeIfAbsent(found.group(2), name -> new ArrayList<>())
                        .add(file);
            }
        }
        return variants;
    }

    /** The properties of a template; none where the file is missing. */
    Properties properties(String template) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(texts.getOrDefault(template + "/template.properties", "")));
        } catch (IOException | IllegalArgumentException ex) {
            // A broken file has no stream, and that is what is reported.
            properties.clear();
        }
        return properties;
    }

    /** What a template is made of: its own files and the shared ones. */
    String version(String template) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            texts.forEach((file, text) -> {
                if (file.startsWith(template + "/") || file.startsWith("_")) {
                    digest.update(file.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                    digest.update(text.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                }
            });
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException ex) {
            throw new IllegalStateException("Every Java has SHA-256", ex);
        }
    }

    private static boolean counts(Path path) {
        var name = path.getFileName().toString();
        return Files.isRegularFile(path)
                && (name.endsWith(".ftl") || name.endsWith(".ftlh") || name.equals("template.properties"));
    }

    private static String text(Path path) throws IOException {
        if (Files.size(path) > LARGEST) {
            throw new IOException(path + " is larger than " + LARGEST / 1024 + " KB");
        }
        try {
            return Files.readString(path);
        } catch (CharacterCodingException ex) {
            throw new IOException(path + " is not UTF-8", ex);
        }
    }
}
