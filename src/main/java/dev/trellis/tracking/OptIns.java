package dev.trellis.tracking;

import static dev.trellis.platform.UtcTime.instant;
import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ConsentState;
import dev.trellis.contact.Consents;
import dev.trellis.contact.Contact;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.ContactIntake;
import dev.trellis.contact.ContactIntake.Origin;
import dev.trellis.contact.Contacts;
import dev.trellis.contact.NewActivity;
import dev.trellis.contact.NewContact;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.Emails;
import dev.trellis.email.MailSettings;
import dev.trellis.email.Topics;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.platform.SignedTokens;
import dev.trellis.tracking.TrackingProperties.Form;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Double opt-in: somebody typed an address into a form, and only its owner can say that it was meant. Until then
 * nothing that the form said about a known person is believed.
 */
@Service
class OptIns {

    static final String TEMPLATE = "confirm-subscription";

    private static final String PURPOSE = "confirm-subscription";
    private static final Duration GOOD_FOR = Duration.ofDays(30);
    private static final Duration PAUSE_BETWEEN_MAILS = Duration.ofMinutes(10);
    private static final int MAILS_A_DAY = 5;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, String>> STRINGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final SignedTokens tokens;
    private final MailSettings settings;
    private final Contacts contacts;
    private final ContactIntake intake;
    private final Consents consents;
    private final OptBacks optBacks;
    private final Activities activities;
    private final Emails emails;
    private final Topics topics;
    private final Clock clock;

    OptIns(
            JdbcClient jdbc,
            SignedTokens tokens,
            MailSettings settings,
            Contacts contacts,
            ContactIntake intake,
            Consents consents,
            OptBacks optBacks,
            Activities activities,
            Emails emails,
            Topics topics,
            Clock clock) {
        this.jdbc = jdbc;
        this.tokens = tokens;
        this.settings = settings;
        this.contacts = contacts;
        this.intake = intake;
        this.consents = consents;
        this.optBacks = optBacks;
        this.activities = activities;
        this.emails = emails;
        this.topics = topics;
        this.clock = clock;
    }

    /** Notes what was typed into a form and asks the address's owner to confirm it. */
    @Transactional
    void request(String formName, Form form, NewContact typed, Map<String, String> campaign, Visitor visitor) {
        var contact = knownOrNew(formName, typed);
        for (var topic : form.topics()) {
            if (consents.of(contact.id()).get(topic) != ConsentState.WITHDRAWN) {
                consents.ask(contact.id(), topic, "form " + formName + ", " + visitor);
            }
        }
        if (!mayBeAskedAgain(contact.id())) {
            return;
        }
        var id = Ids.next();
        jdbc.sql("""
                        insert into opt_in (id, contact_id, form, topics, wording, typed, requested_at, requested_from,
                                            requested_with)
                        values (:id, :contact, :form, :topics, :wording, cast(:typed as jsonb), :at, :address, :agent)
                        """)
                .param("id", id)
                .param("contact", contact.id().value())
                .param("form", formName)
                .param("topics", form.topics().toArray(String[]::new))
                .param("wording", form.wording())
                .param("typed", JSON.writeValueAsString(typed(typed, campaign)))
                .param("at", utc(clock.instant()))
                .param("address", visitor.address())
                .param("agent", visitor.userAgent())
                .update();
        emails.plan(EmailRequest.of(EmailRequest.keyFor("opt-in:" + id), contact.id(), TEMPLATE)
                .step("", "form-" + formName)
                .notAfter(clock.instant().plus(Duration.ofDays(1)))
                .links(Map.of("confirm", settings.linkBase() + "/t/confirm/" + tokens.sign(PURPOSE, id)))
                .facts(Map.of(
                        "form", form.title(),
                        "topics", form.topics().stream().map(topics::label).collect(Collectors.joining(", "))))
                .build());
    }

    /** What is to be confirmed with this token, if it is one of ours and not too old. */
    Optional<OptIn> find(String token) {
        return tokens.verifyId(PURPOSE, token).flatMap(this::load);
    }

    /** The address's owner says that it was meant. Saying so twice changes nothing. */
    @Transactional
    void confirm(OptIn optIn, Visitor visitor) {
        int first = jdbc.sql("""
                        update opt_in set confirmed_at = :at, confirmed_from = :address, confirmed_with = :agent
                        where id = :id and confirmed_at is null
                        """)
                .param("at", utc(clock.instant()))
                .param("address", visitor.address())
                .param("agent", visitor.userAgent())
                .param("id", optIn.id())
                .update();
        if (first == 0) {
            return;
        }
        var contact = contacts.require(optIn.contact());
        var evidence = "form " + optIn.form() + " at " + optIn.requestedAt() + " " + optIn.requestedBy()
                + "; confirmed at " + clock.instant() + " " + visitor + "; wording: " + optIn.wording();
        believe(optIn, contact);
        optBacks.agree(contact, optIn.topics(), evidence, "form " + optIn.form(), visitor);
        var properties = new LinkedHashMap<String, Object>(optIn.typed());
        properties.put("form", optIn.form());
        activities.record(
                List.of(new NewActivity(contact.id(), "form-submitted", null, "opt-in:" + optIn.id(), properties)),
                Lane.LIVE);
    }

    private Contact knownOrNew(String formName, NewContact typed) {
        var email = typed.email();
        var known = email == null ? Optional.<Contact>empty() : contacts.findByEmail(email.address());
        return known.orElseGet(() -> {
            var id = intake.add(typed, Origin.live("form " + formName)).id();
            if (id == null) {
                throw new IllegalStateException("The contact of form " + formName + " was taken in without an id");
            }
            return contacts.require(id);
        });
    }

    /** Takes over what the form said about a person who has now shown to be that person. */
    private void believe(OptIn optIn, Contact contact) {
        var typed = optIn.typed();
        intake.add(
                NewContact.builder()
                        .email(contact.email())
                        .firstName(typed.get("firstName"))
                        .lastName(typed.get("lastName"))
                        .company(typed.get("company"))
                        .build(),
                Origin.live("form " + optIn.form()));
    }

    private boolean mayBeAskedAgain(ContactId contact) {
        var now = clock.instant();
        var recent = jdbc.sql("select requested_at from opt_in where contact_id = :contact and requested_at > :since")
                .param("contact", contact.value())
                .param("since", utc(now.minus(Duration.ofDays(1))))
                .query((row, number) -> instant(row, "requested_at"))
                .list();
        return recent.size() < MAILS_A_DAY
                && recent.stream().noneMatch(at -> at.isAfter(now.minus(PAUSE_BETWEEN_MAILS)));
    }

    private Optional<OptIn> load(UUID id) {
        return jdbc.sql("select * from opt_in where id = :id and requested_at > :since")
                .param("id", id)
                .param("since", utc(clock.instant().minus(GOOD_FOR)))
                .query((row, number) -> new OptIn(
                        id,
                        new ContactId(row.getObject("contact_id", UUID.class)),
                        row.getString("form"),
                        Arrays.asList((String[]) row.getArray("topics").getArray()),
                        row.getString("wording"),
                        JSON.readValue(row.getString("typed"), STRINGS),
                        instant(row, "requested_at"),
                        new Visitor(row.getString("requested_from"), row.getString("requested_with"))))
                .optional();
    }

    private static Map<String, String> typed(NewContact contact, Map<String, String> campaign) {
        var typed = new LinkedHashMap<>(campaign);
        put(typed, "firstName", contact.firstName());
        put(typed, "lastName", contact.lastName());
        put(typed, "company", contact.company());
        return typed;
    }

    private static void put(Map<String, String> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    /** What somebody typed into a form and is to confirm. */
    record OptIn(
            UUID id,
            ContactId contact,
            String form,
            List<String> topics,
            String wording,
            Map<String, String> typed,
            Instant requestedAt,
            Visitor requestedBy) {}
}
