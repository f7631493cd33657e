package dev.trellis.tracking;

import dev.trellis.email.MailSettings;
import java.net.URI;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Stands in for the pages that emails lead to as long as the company's website is unknown, and leads there after. */
@RestController
@RequestMapping("/t/sample")
class SamplePageController {

    /** Short and plain, so that nobody has the page say something else. */
    private static final String PATH = "[A-Za-z0-9-]{1,40}(/[A-Za-z0-9-]{1,40}){0,5}";

    private final MailSettings settings;
    private final PublicPages pages;

    SamplePageController(MailSettings settings, PublicPages pages) {
        this.settings = settings;
        this.pages = pages;
    }

    @RequestMapping(
            path = "/{*path}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    ResponseEntity<?> show(@PathVariable String path) {
        if (!path.substring(1).matches(PATH)) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        var website = settings.website();
        if (website.isEmpty()) {
            return pages.page("sample", Map.of("path", path));
        }
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(website.get() + path))
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
