package dev.trellis.nurturing.worker;

import static dev.trellis.contact.ContactBuilder.aContact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.trellis.contact.ActivitiesRecorded;
import dev.trellis.contact.Activity;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.email.EmailRequest;
import dev.trellis.email.Emails;
import dev.trellis.handoff.Member;
import dev.trellis.handoff.Owner;
import dev.trellis.handoff.Owners;
import dev.trellis.handoff.Team;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.platform.WorkingHours;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class ReplyMailTests {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final ContactId ADA = new ContactId(Ids.next());

    private final Emails emails = mock(Emails.class);
    private final MailFacts facts = mock(MailFacts.class);
    private final Contacts contacts = mock(Contacts.class);
    private final Owners owners = mock(Owners.class);
    private final Teams teams = mock(Teams.class);
    private final ReplyMail mail =
            new ReplyMail(emails, facts, contacts, owners, teams, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void ada() {
        given(contacts.find(ADA)).willReturn(Optional.of(aContact().id(ADA).build()));
        given(owners.of(ADA)).willReturn(Optional.empty());
    }

    @Test
    void theOwnerReadsWhatTheContactWroteAndAnswersTheContact() {
        given(owners.of(ADA)).willReturn(Optional.of(new Owner("sam@example.com", "Sam")));

        mail.on(replied(NOW));

        assertThat(planned()).singleElement().satisfies(request -> {
            assertThat(request.template()).isEqualTo("reply-alert");
            assertThat(request.recipient().address()).isEqualTo("sam@example.com");
            assertThat(request.facts()).containsEntry("text", "Call me").containsEntry("subject", "Re: Hello");
            assertThat(request.inTheNameOfOwner()).isTrue();
            assertThat(request.owner()).isEqualTo(new EmailRequest.Owner("Ada Lovelace", "ada@example.org"));
        });
    }

    @Test
    void withoutAnOwnerWhoeverLeadsSalesReadsIt() {
        given(teams.find(Teams.SALES)).willReturn(Optional.of(sales("lead@example.com")));
        given(teams.findMember("lead@example.com")).willReturn(Optional.empty());

        mail.on(replied(NOW));

        assertThat(planned())
                .extracting(request -> request.recipient().address())
                .containsExactly("lead@example.com");
    }

    @Test
    void withoutALeadAllOfSalesReadIt() {
        given(teams.find(Teams.SALES)).willReturn(Optional.of(sales(null)));

        mail.on(replied(NOW));

        assertThat(planned())
                .extracting(request -> request.recipient().address())
                .containsExactly("one@example.com", "two@example.com");
    }

    @Test
    void oldLettersAndOtherActivitiesAreNoNews() {
        mail.on(replied(NOW.minus(Duration.ofDays(8))));
        mail.on(new ActivitiesRecorded(
                List.of(new Activity(Ids.next(), ADA, "auto-replied", NOW, NOW, Map.of())), Lane.LIVE));

        verify(emails, never()).plan(any());
    }

    private List<EmailRequest> planned() {
        var requests = ArgumentCaptor.forClass(EmailRequest.class);
        verify(emails, atLeast(1)).plan(requests.capture());
        return requests.getAllValues();
    }

    private static ActivitiesRecorded replied(Instant at) {
        return new ActivitiesRecorded(
                List.of(new Activity(
                        Ids.next(), ADA, "replied", at, NOW, Map.of("text", "Call me", "subject", "Re: Hello"))),
                Lane.LIVE);
    }

    private static Team sales(@Nullable String lead) {
        return new Team(
                "sales",
                "Sales",
                ZoneOffset.UTC,
                WorkingHours.parse("mon-fri 09:00-17:00"),
                lead,
                Map.of(),
                List.of(member("one@example.com"), member("two@example.com")));
    }

    private static Member member(String email) {
        return new Member(email, email, null, null, null);
    }
}
