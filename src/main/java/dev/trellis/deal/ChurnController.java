package dev.trellis.deal;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.platform.web.Caller;
import java.security.Principal;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Customers who left, over HTTP. */
@RestController
class ChurnController {

    private final Deals deals;
    private final Contacts contacts;
    private final Lifecycle lifecycle;

    ChurnController(Deals deals, Contacts contacts, Lifecycle lifecycle) {
        this.deals = deals;
        this.contacts = contacts;
        this.lifecycle = lifecycle;
    }

    @PostMapping("/api/contacts/{id}/churn")
    ChurnedContact churn(@PathVariable UUID id, @RequestBody ChurnRequest request, @Nullable Principal principal) {
        var contact = new ContactId(id);
        deals.churn(contact, request.reason() == null ? "" : request.reason(), request.on(), Caller.name(principal));
        var state = lifecycle.find(contact);
        return new ChurnedContact(
                id,
                contacts.require(contact).email(),
                state.map(found -> found.stage().name()).orElse(null));
    }

    record ChurnRequest(@Nullable String reason, @Nullable LocalDate on) {}

    record ChurnedContact(UUID id, String email, @Nullable String stage) {}
}
