package dev.trellis.handoff;

import dev.trellis.handoff.AnswerLinks.Link;
import dev.trellis.handoff.Invitation.Standing;
import dev.trellis.lifecycle.Qualification;
import dev.trellis.platform.security.Users;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What salespeople answer by the link in their mail, without signing in: the same answers as everywhere, in the name of
 * whom the mail was written to, for as long as that person has the hand-off.
 */
@Service
public class MailAnswers {

    /** How an answer came that was given here. */
    public static final String VIA = "mail link";

    private static final Set<String> CHANGES = Set.of(
            HandoffEvent.ASSIGNED,
            HandoffEvent.GIVEN,
            "escalated",
            "accepted",
            "rejected",
            "qualified",
            "returned",
            "withdrawn");

    private final AnswerLinks links;
    private final Handoffs handoffs;
    private final HandoffStore store;
    private final Teams teams;
    private final Users users;
    private final Clock clock;

    MailAnswers(AnswerLinks links, Handoffs handoffs, HandoffStore store, Teams teams, Users users, Clock clock) {
        this.links = links;
        this.handoffs = handoffs;
        this.store = store;
        this.teams = teams;
        this.users = users;
        this.clock = clock;
    }

    /**
     * What can be answered with the token; empty where it is none of ours, or its hand-off is gone. Changes nothing.
     */
    public Optional<Invitation> look(String token) {
        return links.read(token)
                .flatMap(link -> handoffs.find(link.handoff()).map(handoff -> invitation(link, handoff)));
    }

    /**
     * The addressee takes the contact.
     *
     * @throws AnswerLinkVoidException if the token does not answer this hand-off any more
     * @throws HandoffDecidedException if somebody was faster
     */
    @Transactional
    public void accept(String token) {
        answer(token, by -> {
            var unused = handoffs.accept(by.handoff(), null, by.address());
        });
    }

    /** The addressee refuses the contact; see {@link #accept} and {@link Handoffs#reject}. */
    @Transactional
    public void reject(String token, String reason, @Nullable String note, @Nullable LocalDate until) {
        answer(token, by -> {
            var unused = handoffs.reject(by.handoff(), reason, note, until, by.address());
        });
    }

    /** The addressee found the contact qualified; see {@link #accept}. */
    @Transactional
    public void qualify(String token, Qualification qualification) {
        answer(token, by -> {
            var unused = handoffs.qualify(by.handoff(), qualification, by.address());
        });
    }

    /** The addressee gives the contact back for more nurture; see {@link #accept}. */
    @Transactional
    public void giveBack(String token, String reason, @Nullable LocalDate until) {
        answer(token, by -> {
            var unused = handoffs.giveBack(by.handoff(), reason, until, by.address());
        });
    }

    /** Asks whose the hand-off is once nobody else can change it any more. */
    private void answer(String token, Consumer<Answerer> answer) {
        var link = links.read(token).orElseThrow(AnswerLinkVoidException::new);
        if (handoffs.find(link.handoff()).isEmpty()) {
            throw new AnswerLinkVoidException();
        }
        var handoff = handoffs.locked(link.handoff());
        var owner = handoff.owner();
        var standing = standing(link, handoff);
        if (owner == null || standing == Standing.VOID || standing == Standing.ANOTHERS) {
            throw new AnswerLinkVoidException();
        }
        answer.accept(new Answerer(handoff.id(), owner));
        store.noteHow(handoff.id(), VIA);
    }

    private Invitation invitation(Link link, Handoff handoff) {
        var standing = standing(link, handoff);
        var owner = handoff.owner();
        var addressee = owner != null && standing != Standing.VOID && links.isFor(link, owner) ? named(owner) : null;
        var last = handoffs.history(handoff.id()).reversed().stream()
                .filter(event -> CHANGES.contains(event.action()))
                .findFirst()
                .orElse(null);
        return new Invitation(standing, handoff, addressee, last);
    }

    private Standing standing(Link link, Handoff handoff) {
        var owner = handoff.owner();
        if (!clock.instant().isBefore(link.goodUntil())) {
            return Standing.VOID;
        }
        if (!handoff.isAnswerable()) {
            return Standing.DECIDED;
        }
        if (owner == null || !links.isFor(link, owner)) {
            return Standing.ANOTHERS;
        }
        if (isLockedOut(owner)) {
            return Standing.VOID;
        }
        return handoff.state() == HandoffState.OPEN ? Standing.TO_DECIDE : Standing.TO_QUALIFY;
    }

    /** Who may not sign in any more may not answer without signing in either. Not everybody has a user of their own. */
    private boolean isLockedOut(String address) {
        return users.all().stream().anyMatch(user -> address.equals(user.email()) && user.locked());
    }

    private Owner named(String address) {
        return new Owner(address, teams.findMember(address).map(Member::name).orElse(address));
    }

    private record Answerer(UUID handoff, String address) {}
}
