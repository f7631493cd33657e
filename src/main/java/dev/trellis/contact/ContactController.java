package dev.trellis.contact;

import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.ContactIntake.Outcome;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Adds and changes contacts. What is shown of them besides their own fields comes from features above. */
@RestController
@RequestMapping("/api/contacts")
class ContactController {

    private final ContactIntake intake;
    private final ContactImport imports;
    private final ContactEditor editor;
    private final Contacts contacts;
    private final Consents consents;
    private final PersonalData personalData;

    ContactController(
            ContactIntake intake,
            ContactImport imports,
            ContactEditor editor,
            Contacts contacts,
            Consents consents,
            PersonalData personalData) {
        this.intake = intake;
        this.imports = imports;
        this.editor = editor;
        this.contacts = contacts;
        this.consents = consents;
        this.personalData = personalData;
    }

    @PostMapping
    ResponseEntity<ContactView> add(@RequestBody AddRequest request, @Nullable Principal principal) {
        var taken = intake.add(request.toContact(), Origin.live(Caller.name(principal)));
        var view = view(contacts.require(Objects.requireNonNull(taken.id())));
        return taken.outcome() == Outcome.CREATED
                ? ResponseEntity.created(URI.create("/api/contacts/" + view.id()))
                        .body(view)
                : ResponseEntity.ok(view);
    }

    @PostMapping(
            path = "/import",
            consumes = {"text/csv", "application/csv", "text/plain", "application/octet-stream"})
    ImportReport importCsv(
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam(defaultValue = "true") boolean journey,
            HttpServletRequest request,
            @Nullable Principal principal)
            throws IOException {
        return imports.run(
                request.getInputStream(),
                new ContactImport.Options(
                        ProfileValues.line("source", source),
                        dryRun,
                        journey,
                        Caller.name(principal),
                        charset(request)));
    }

    @PatchMapping("/{id}")
    ContactView change(@PathVariable ContactId id, @RequestBody Map<String, @Nullable Object> changes) {
        return view(editor.change(id, changes));
    }

    @PutMapping("/{id}/consent")
    Map<String, String> consent(
            @PathVariable ContactId id, @RequestBody ConsentRequest request, @Nullable Principal principal) {
        contacts.require(id);
        request.apply(consents, id, Caller.name(principal));
        return ContactView.labels(consents.of(id));
    }

    @PostMapping("/merge")
    ContactView merge(@RequestBody MergeRequest request) {
        return view(personalData.merge(required("keep", request.keep()), required("merge", request.merge())));
    }

    @GetMapping("/{id}/export")
    Map<String, List<Map<String, Object>>> export(@PathVariable ContactId id) {
        return personalData.export(id);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void erase(@PathVariable ContactId id) {
        personalData.erase(id);
    }

    private ContactView view(Contact contact) {
        return ContactView.of(contact, consents.of(contact.id()));
    }

    private static ContactId required(String field, @Nullable ContactId id) {
        if (id == null) {
            throw new InvalidValueException(field, "is missing; it must be the id of a contact");
        }
        return id;
    }

    /** What the caller says of its file; a filter may have set the request's own encoding to another. */
    private static Charset charset(HttpServletRequest request) {
        var type = request.getContentType();
        try {
            var charset = type == null ? null : MediaType.parseMediaType(type).getCharset();
            return charset == null ? StandardCharsets.UTF_8 : charset;
        } catch (InvalidMediaTypeException | UnsupportedCharsetException e) {
            throw new InvalidValueException("Content-Type", "'" + type + "' names no character set known here");
        }
    }

    record MergeRequest(@Nullable ContactId keep, @Nullable ContactId merge) {}

    record AddRequest(
            @Nullable String email,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String phone,
            @Nullable String company,
            @Nullable String jobTitle,
            @Nullable String country,
            @Nullable String timeZone,
            @Nullable String language,
            @Nullable String source,
            @Nullable List<String> topics,
            @Nullable String stage,
            @Nullable String externalId,
            @Nullable Boolean doNotCall,
            @Nullable Map<String, @Nullable String> attributes) {

        NewContact toContact() {
            return NewContact.builder()
                    .email(email)
                    .firstName(firstName)
                    .lastName(lastName)
                    .phone(phone)
                    .company(company)
                    .jobTitle(jobTitle)
                    .country(country)
                    .timeZone(timeZone)
                    .language(language)
                    .source(source)
                    .topics(topics == null ? List.of() : topics)
                    .stage(stage)
                    .externalId(externalId)
                    .doNotCall(Boolean.TRUE.equals(doNotCall))
                    .attributes(attributes == null ? Map.of() : attributes)
                    .build();
        }
    }
}
