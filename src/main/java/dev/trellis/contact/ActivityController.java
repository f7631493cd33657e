package dev.trellis.contact;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Lane;
import dev.trellis.platform.Text;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Takes in what contacts did. */
@RestController
@RequestMapping("/api/activities")
class ActivityController {

    private static final int MOST = 10_000;
    private static final int LIVE_UP_TO = 100;
    private static final int LONGEST_KEY = 200;
    private static final int LONGEST_PROPERTIES = 50_000;
    private static final int TRIES = 5;
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(10);

    private final Activities activities;
    private final Contacts contacts;
    private final Json json;
    private final Clock clock;
    private final ObjectReader reader;

    ActivityController(Activities activities, Contacts contacts, Json json, Clock clock, JsonMapper mapper) {
        this.activities = activities;
        this.contacts = contacts;
        this.json = json;
        this.clock = clock;
        this.reader =
                mapper.readerForListOf(ActivityRequest.class).with(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Answer record(@RequestBody JsonNode body) {
        List<@Nullable ActivityRequest> requests = reader.readValue(body);
        if (requests.size() > MOST) {
            throw new InvalidValueException(
                    "activities", "There are " + requests.size() + " activities; send at most " + MOST + " at once");
        }
        var rejected = new ArrayList<Rejected>();
        var accepted = check(requests, rejected);
        int recorded = record(accepted);
        return new Answer(recorded, accepted.size() - recorded, rejected);
    }

    private List<NewActivity> check(List<@Nullable ActivityRequest> requests, List<Rejected> rejected) {
        var known = known(requests);
        var accepted = new ArrayList<NewActivity>();
        for (int index = 0; index < requests.size(); index++) {
            try {
                accepted.add(toActivity(requests.get(index), known));
            } catch (InvalidValueException e) {
                rejected.add(new Rejected(index, e.field() + ": " + e.getMessage()));
            }
        }
        return accepted;
    }

    private int record(List<NewActivity> accepted) {
        var lane = accepted.size() > LIVE_UP_TO ? Lane.BULK : Lane.LIVE;
        for (int attempt = 1; ; attempt++) {
            try {
                return activities.record(accepted, lane).size();
            } catch (ConcurrencyFailureException e) {
                if (attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private Known known(List<@Nullable ActivityRequest> requests) {
        var ids = new HashSet<ContactId>();
        var keys = new HashSet<String>();
        for (var request : requests) {
            try {
                if (request != null && request.contactId() != null) {
                    ids.add(ContactId.of(request.contactId()));
                } else if (request != null && request.email() != null) {
                    keys.add(EmailAddress.of(request.email()).key());
                }
            } catch (InvalidValueException e) {
                // Said of this activity when its turn comes.
            }
        }
        return new Known(contacts.existing(ids), contacts.idsByEmailKey(keys));
    }

    private NewActivity toActivity(@Nullable ActivityRequest request, Known known) {
        if (request == null) {
            throw new InvalidValueException("activity", "is null");
        }
        var key = Text.clean(request.key());
        if (key != null && key.length() > LONGEST_KEY) {
            throw new InvalidValueException("key", "has more than " + LONGEST_KEY + " characters");
        }
        Map<String, Object> properties = request.properties() == null ? Map.of() : request.properties();
        if (json.write(properties).length() > LONGEST_PROPERTIES) {
            throw new InvalidValueException("properties", "have more than " + LONGEST_PROPERTIES + " characters");
        }
        return new NewActivity(
                known.contact(request), ProfileValues.name("type", request.type()), at(request.at()), key, properties);
    }

    private @Nullable Instant at(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        Instant at;
        try {
            at = OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidValueException(
                    "at", "'" + text + "' is not a time with its zone, such as 2026-03-02T09:00:00Z");
        }
        if (at.isAfter(clock.instant().plus(CLOCKS_DIFFER_BY))) {
            throw new InvalidValueException("at", "'" + text + "' lies in the future");
        }
        if (at.isBefore(Instant.EPOCH)) {
            throw new InvalidValueException("at", "'" + text + "' is too long ago");
        }
        return at;
    }

    /** The contacts that the request's ids and addresses mean. */
    private record Known(Set<ContactId> ids, Map<String, ContactId> byEmailKey) {

        ContactId contact(ActivityRequest request) {
            if (request.contactId() != null) {
                var id = ContactId.of(request.contactId());
                if (!ids.contains(id)) {
                    throw new InvalidValueException("contactId", "No contact with id " + id);
                }
                return id;
            }
            if (request.email() == null) {
                throw new InvalidValueException("contactId", "is missing, and so is the email; give one of them");
            }
            var contact = byEmailKey.get(EmailAddress.of(request.email()).key());
            if (contact == null) {
                throw new InvalidValueException("email", "No contact with the address " + request.email());
            }
            return contact;
        }
    }

    record ActivityRequest(
            @Nullable String contactId,
            @Nullable String email,
            @Nullable String type,
            @Nullable String at,
            @Nullable String key,
            @Nullable Map<String, Object> properties) {}

    record Rejected(int index, String reason) {}

    record Answer(int accepted, int duplicates, List<Rejected> rejected) {}
}
