package dev.trellis.tracking;

import dev.trellis.email.MailSettings;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** The few pages that contacts see: small, without cookies, scripts or anything from elsewhere. */
@Component
class PublicPages {

    private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);

    private final MailSettings settings;
    private final Configuration templates;

    PublicPages(MailSettings settings) {
        this.settings = settings;
        templates = new Configuration(Configuration.VERSION_2_3_34);
        templates.setClassLoaderForTemplateLoading(PublicPages.class.getClassLoader(), "templates/pages/public");
        templates.setDefaultEncoding(StandardCharsets.UTF_8.name());
        templates.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        templates.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        templates.setLogTemplateExceptions(false);
    }

    ResponseEntity<String> page(String name, Map<String, Object> model) {
        return page(HttpStatus.OK, name, model);
    }

    ResponseEntity<String> page(HttpStatus status, String name) {
        return page(status, name, Map.of());
    }

    ResponseEntity<String> page(HttpStatus status, String name, Map<String, Object> model) {
        return answer(status).body(render(name, model));
    }

    /** A page that is not shown yet, and says for how long. */
    ResponseEntity<String> notYet(Duration rest, String name, Map<String, Object> model) {
        var seconds = rest.plusMillis(999).toSeconds();
        var all = new HashMap<>(model);
        all.put("seconds", seconds);
        return answer(HttpStatus.TOO_MANY_REQUESTS)
                .header(HttpHeaders.RETRY_AFTER, String.valueOf(seconds))
                .body(render(name, all));
    }

    /** A page whose form leads on to an address elsewhere: browsers ask the policy about that address as well. */
    ResponseEntity<String> leadingOn(String name, Map<String, Object> model) {
        return answer(HttpStatus.OK, "'self' https:").body(render(name, model));
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return answer(status, "'self'");
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status, String formAction) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .header("X-Robots-Tag", "noindex")
                .header("X-Content-Type-Options", "nosniff")
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action " + formAction
                                + "; base-uri 'none'");
    }

    private String render(String name, Map<String, Object> model) {
        var all = new HashMap<>(model);
        all.put("brand", Map.of("name", settings.brand(), "postalAddress", settings.postalAddress()));
        var out = new StringWriter();
        try {
            templates.getTemplate(name + ".ftlh").process(all, out);
        } catch (IOException ex) {
            throw new UncheckedIOException("Cannot read the page " + name, ex);
        } catch (TemplateException ex) {
            throw new IllegalStateException("Cannot show the page " + name, ex);
        }
        return out.toString();
    }
}
