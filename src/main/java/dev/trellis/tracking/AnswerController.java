package dev.trellis.tracking;

import static dev.trellis.platform.UtcTime.today;

import dev.trellis.contact.Contact;
import dev.trellis.contact.Contacts;
import dev.trellis.handoff.AnswerLinkVoidException;
import dev.trellis.handoff.Handoff;
import dev.trellis.handoff.HandoffDecidedException;
import dev.trellis.handoff.HandoffEvent;
import dev.trellis.handoff.HandoffKind;
import dev.trellis.handoff.Handoffs;
import dev.trellis.handoff.Invitation;
import dev.trellis.handoff.Invitation.Standing;
import dev.trellis.handoff.MailAnswers;
import dev.trellis.handoff.Teams;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.Text;
import dev.trellis.platform.TrellisProperties;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where a salesperson answers a hand-off from the mail about it. Looking at the page changes nothing, for scanners look
 * at everything; only its buttons do. It says less of the contact than the mail did, and nothing once it is not theirs.
 */
@RestController
@RequestMapping("/t/handoff/{token}")
class AnswerController {

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("EEE d MMM, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    private static final int LONGEST_TEXT = 2_000;

    private final MailAnswers answers;
    private final Handoffs handoffs;
    private final Contacts contacts;
    private final Teams teams;
    private final TrellisProperties settings;
    private final PublicPages pages;
    private final AnswerPace pace;
    private final Clock clock;

    AnswerController(
            MailAnswers answers,
            Handoffs handoffs,
            Contacts contacts,
            Teams teams,
            TrellisProperties settings,
            PublicPages pages,
            AnswerPace pace,
            Clock clock) {
        this.answers = answers;
        this.handoffs = handoffs;
        this.contacts = contacts;
        this.teams = teams;
        this.settings = settings;
        this.pages = pages;
        this.pace = pace;
        this.clock = clock;
    }

    /**
     * Shows what can be said.
     *
     * @param show {@code no} where the mail's button for that was pressed
     */
    @GetMapping
    ResponseEntity<String> ask(
            @PathVariable String token, @RequestParam(defaultValue = "") String show, HttpServletRequest request) {
        return atItsPace(request, () -> page(HttpStatus.OK, token, Map.of("show", show), null));
    }

    @PostMapping
    ResponseEntity<String> answer(
            @PathVariable String token, @RequestParam Map<String, String> said, HttpServletRequest request) {
        return atItsPace(request, () -> {
            pace.answered(request.getRemoteAddr());
            return carriedOut(token, said, request);
        });
    }

    /** Looks at a request unless too many came from where it comes from, and notes whether it was a guess. */
    private ResponseEntity<String> atItsPace(HttpServletRequest request, Supplier<ResponseEntity<String>> look) {
        var rest = pace.rest(request.getRemoteAddr());
        if (rest.isPresent()) {
            return pages.notYet(rest.get(), "slow", Map.of("url", settings.publicUrl() + "/handoffs"));
        }
        var answer = look.get();
        if (answer.getStatusCode() == HttpStatus.NOT_FOUND) {
            pace.guessed(request.getRemoteAddr());
        }
        return answer;
    }

    private ResponseEntity<String> carriedOut(String token, Map<String, String> said, HttpServletRequest request) {
        try {
            carryOut(token, said);
        } catch (AnswerLinkVoidException ex) {
            return page(HttpStatus.GONE, token, said, null);
        } catch (HandoffDecidedException ex) {
            return isAcceptedAgain(token, said)
                    ? backTo(request)
                    : page(HttpStatus.CONFLICT, token, said, "Your answer came too late, and has changed nothing.");
        } catch (InvalidValueException ex) {
            return page(HttpStatus.BAD_REQUEST, token, said, ex.field() + " " + ex.getMessage());
        } catch (IllegalArgumentException ex) {
            return page(HttpStatus.BAD_REQUEST, token, said, String.valueOf(ex.getMessage()));
        }
        return backTo(request);
    }

    /** Whoever presses twice has what they wanted. */
    private boolean isAcceptedAgain(String token, Map<String, String> said) {
        return "accept".equals(said.get("answer"))
                && answers.look(token)
                        .filter(invitation -> invitation.standing() == Standing.TO_QUALIFY)
                        .isPresent();
    }

    /** So that loading the page again sends nothing again. */
    private static ResponseEntity<String> backTo(HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(URI.create(request.getRequestURI()))
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .header("X-Robots-Tag", "noindex")
                .build();
    }

    private void carryOut(String token, Map<String, String> said) {
        switch (said.getOrDefault("answer", "")) {
            case "accept" -> answers.accept(token);
            case "reject" -> answers.reject(token, value(said, "reason"), value(said, "note"), until(said));
            case "qualify" ->
                answers.qualify(
                        token,
                        new Qualification(
                                value(said, "budget"),
                                value(said, "authority"),
                                value(said, "need"),
                                value(said, "timeline")));
            case "return" -> answers.giveBack(token, value(said, "reason"), until(said));
            default -> throw new InvalidValueException("answer", "must be accept, reject, qualify or return");
        }
    }

    private ResponseEntity<String> page(
            HttpStatus status, String token, Map<String, String> said, @Nullable String problem) {
        var invitation = answers.look(token).orElse(null);
        if (invitation == null) {
            return pages.page(HttpStatus.NOT_FOUND, "handoff-gone");
        }
        var handoff = invitation.handoff();
        var model = new HashMap<String, Object>();
        model.put("standing", invitation.standing().name());
        model.put("said", said);
        model.put("url", settings.publicUrl() + "/handoffs/" + handoff.id());
        if (problem != null) {
            model.put("problem", problem);
        }
        switch (invitation.standing()) {
            case TO_DECIDE, TO_QUALIFY -> about(invitation, model);
            case DECIDED, ANOTHERS -> model.put("happened", happened(invitation));
            case VOID -> {}
        }
        return pages.page(
                status == HttpStatus.OK && invitation.standing() == Standing.VOID ? HttpStatus.GONE : status,
                "handoff",
                model);
    }

    private void about(Invitation invitation, Map<String, Object> model) {
        var handoff = invitation.handoff();
        var contact = contacts.require(handoff.contactId());
        model.put("name", name(contact));
        put(model, "jobTitle", contact.jobTitle());
        put(model, "company", contact.company());
        model.put("customer", handoff.kind() == HandoffKind.CUSTOMER);
        model.put("why", handoff.why());
        model.put("figures", figures(handoff));
        model.put("dueAt", moment(handoff.dueAt(), handoff));
        model.put("late", handoff.isLate(clock.instant()));
        model.put("reasons", handoffs.rejectReasons());
        model.put("tomorrow", today(clock).plusDays(1).toString());
        if (invitation.addressee() != null) {
            model.put("addressee", invitation.addressee().name());
        }
        if (invitation.standing() == Standing.TO_QUALIFY) {
            model.put("happened", happened(invitation));
        }
    }

    private static String name(Contact contact) {
        var first = contact.firstName() == null ? "" : contact.firstName();
        var last = contact.lastName() == null ? "" : contact.lastName();
        var name = (first + " " + last).strip();
        return name.isEmpty() ? contact.email() : name;
    }

    private static String figures(Handoff handoff) {
        return Math.round(handoff.score()) + " points, fit " + handoff.fit() + ", " + handoff.temperature();
    }

    /** Who did what with it last, and when. */
    private String happened(Invitation invitation) {
        var handoff = invitation.handoff();
        var last = invitation.last();
        if (last == null) {
            return "It is with " + person(handoff.owner()) + ".";
        }
        var when = moment(last.at(), handoff);
        return switch (last.action()) {
            case "withdrawn" -> "The contact left the stage on " + when + ", so nobody has to answer any more.";
            case "assigned", "given", "escalated" -> "It was given to " + person(last.owner()) + " on " + when + ".";
            default -> person(last.actor()) + " " + deed(last, handoff) + " on " + when + how(last) + ".";
        };
    }

    private static String deed(HandoffEvent last, Handoff handoff) {
        var until = handoff.returnUntil();
        var day = until == null ? "" : " until " + DAY.format(until);
        return switch (last.action()) {
            case "returned" -> "gave it back for more nurture" + day;
            case "rejected" -> "rejected it" + (until == null ? "" : ", to be nurtured" + day);
            case "qualified" -> "qualified the contact";
            default -> last.action() + " it";
        };
    }

    private static String how(HandoffEvent last) {
        return last.via() == null ? "" : ", by " + last.via();
    }

    private String person(@Nullable String name) {
        return name == null
                ? "nobody"
                : teams.findMember(name).map(member -> member.name()).orElse(name);
    }

    private String moment(Instant at, Handoff handoff) {
        ZoneId zone = teams.find(handoff.team()).map(team -> team.zone()).orElse(ZoneOffset.UTC);
        return MOMENT.format(at.atZone(zone));
    }

    private static String value(Map<String, String> said, String name) {
        var value = said.getOrDefault(name, "").strip();
        if (value.length() > LONGEST_TEXT) {
            throw new InvalidValueException(name, "must have at most " + LONGEST_TEXT + " characters");
        }
        return Text.storable(value);
    }

    private static @Nullable LocalDate until(Map<String, String> said) {
        var day = value(said, "until");
        if (day.isEmpty()) {
            return null;
        }
        try {
            return LocalDate.parse(day);
        } catch (DateTimeException ex) {
            throw new InvalidValueException("until", "must be a day such as 2027-04-01, not " + day);
        }
    }

    private static void put(Map<String, Object> model, String name, @Nullable String value) {
        if (value != null) {
            model.put(name, value);
        }
    }
}
