package dev.trellis.console;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * How a page is to look: in which colours its reader wants it, and which version of styles and scripts it goes with.
 */
@Component
class Looks {

    /** Written by the switch in the page; read here, so that a page is in its colours before any script runs. */
    private static final String COOKIE = "theme";

    private static final List<String> THEMES = List.of("light", "dark");
    private static final List<String> FILES = List.of(
            "static/css/console.css", "static/css/icons.svg", "static/js/console.js", "static/vendor/bpmn-js/VERSION");

    private final String version = versionOf(FILES);

    Look of(HttpServletRequest request) {
        var cookie = WebUtils.getCookie(request, COOKIE);
        var theme = cookie != null && THEMES.contains(cookie.getValue()) ? cookie.getValue() : "";
        return new Look(theme, version, Objects.requireNonNullElse(request.getRemoteUser(), ""));
    }

    /** Browsers keep these files; a new name for what has changed makes them fetch it. */
    private static String versionOf(List<String> files) {
        var sum = new CRC32();
        for (var file : files) {
            try (var content = new ClassPathResource(file).getInputStream()) {
                sum.update(content.readAllBytes());
            } catch (IOException ex) {
                throw new UncheckedIOException("Cannot read " + file, ex);
            }
        }
        return Long.toHexString(sum.getValue());
    }

    /**
     * What a page looks like.
     *
     * @param theme {@code light} or {@code dark}; empty for what the reader's system says
     * @param reader who is signed in; empty for nobody
     */
    public record Look(String theme, String version, String reader) {}
}
