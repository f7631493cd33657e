package dev.trellis.tracking;

import dev.trellis.contact.NewContact;
import dev.trellis.email.Topics;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.tracking.TrackingProperties.Form;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Subscribing with a form, and confirming it. Only buttons change anything. */
@RestController
@RequestMapping("/t")
class FormController {

    /** A field that people do not see and programs fill in. */
    private static final String TRAP = "website";

    private final TrackingProperties properties;
    private final OptIns optIns;
    private final Topics topics;
    private final PublicPages pages;

    FormController(TrackingProperties properties, OptIns optIns, Topics topics, PublicPages pages) {
        this.properties = properties;
        this.optIns = optIns;
        this.topics = topics;
        this.pages = pages;
        properties
                .forms()
                .forEach((name, form) -> form.topics().forEach(topic -> {
                    if (!topics.labels().containsKey(topic)) {
                        throw new IllegalArgumentException("The form " + name + " subscribes to '" + topic
                                + "', which is not among trellis.email.topics");
                    }
                }));
    }

    @GetMapping("/forms/{name}")
    ResponseEntity<String> show(@PathVariable String name, @RequestParam Map<String, String> parameters) {
        var form = properties.forms().get(name);
        return form == null
                ? pages.page(HttpStatus.NOT_FOUND, "gone")
                : form(HttpStatus.OK, form, campaign(parameters), null);
    }

    @PostMapping("/forms/{name}")
    ResponseEntity<String> submit(
            @PathVariable String name, @RequestParam Map<String, String> parameters, HttpServletRequest request) {
        var form = properties.forms().get(name);
        if (form == null) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        var campaign = campaign(parameters);
        try {
            var typed = typed(name, parameters, campaign);
            if (parameters.getOrDefault(TRAP, "").isBlank()) {
                optIns.request(name, form, typed, campaign, Visitor.of(request));
            }
        } catch (InvalidValueException ex) {
            return form(HttpStatus.BAD_REQUEST, form, parameters, ex.field() + ": " + ex.getMessage());
        }
        return pages.page("check-inbox", Map.of("email", parameters.getOrDefault("email", "")));
    }

    @GetMapping("/confirm/{token}")
    ResponseEntity<String> ask(@PathVariable String token) {
        return optIns.find(token)
                .map(optIn -> pages.page(
                        "confirm",
                        Map.of(
                                "topics",
                                optIn.topics().stream().map(topics::label).toList(),
                                "wording",
                                optIn.wording())))
                .orElseGet(() -> pages.page(HttpStatus.NOT_FOUND, "gone"));
    }

    @PostMapping("/confirm/{token}")
    ResponseEntity<String> confirm(@PathVariable String token, HttpServletRequest request) {
        var optIn = optIns.find(token).orElse(null);
        if (optIn == null) {
            return pages.page(HttpStatus.NOT_FOUND, "gone");
        }
        optIns.confirm(optIn, Visitor.of(request));
        return pages.page("confirmed", Map.of());
    }

    private static NewContact typed(String form, Map<String, String> parameters, Map<String, String> campaign) {
        var source = campaign.get("utm_source");
        return NewContact.builder()
                .email(parameters.get("email"))
                .firstName(parameters.get("firstName"))
                .lastName(parameters.get("lastName"))
                .company(parameters.get("company"))
                .source(source == null ? "form " + form : source)
                .stage("subscriber")
                .build();
    }

    /** Which campaign brought the person here. */
    private static Map<String, String> campaign(Map<String, String> parameters) {
        var campaign = new LinkedHashMap<String, String>();
        parameters.forEach((name, value) -> {
            if (name.matches("utm_[a-z]{1,20}") && !value.isBlank() && value.length() <= 200) {
                campaign.put(name, value.replaceAll("\\p{Cntrl}", " "));
            }
        });
        return campaign;
    }

    private ResponseEntity<String> form(
            HttpStatus status, Form form, Map<String, String> values, @Nullable String problem) {
        var model = new HashMap<String, Object>();
        model.put("title", form.title());
        model.put("wording", form.wording());
        model.put("values", values);
        model.put("campaign", campaign(values));
        if (problem != null) {
            model.put("problem", problem);
        }
        return pages.page(status, "form", model);
    }
}
