package dev.trellis.scoring;

import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** A contact's score and where it comes from. */
@RestController
@RequestMapping("/api/contacts/{id}/score")
class ScoreController {

    private final Scores scores;
    private final Contacts contacts;

    ScoreController(Scores scores, Contacts contacts) {
        this.scores = scores;
        this.contacts = contacts;
    }

    @GetMapping
    ScoreView score(@PathVariable UUID id) {
        var contact = new ContactId(id);
        contacts.require(contact);
        var score = scores.of(contact);
        return new ScoreView(
                Math.round(score.points()),
                Math.round(score.pointsWithoutClicks()),
                score.fit().label(),
                score.temperature().label(),
                score.lastActivityAt(),
                scores.explain(contact));
    }

    record ScoreView(
            long points,
            long pointsWithoutClicks,
            String fit,
            String temperature,
            @Nullable Instant lastActivityAt,
            List<ScoreReason> reasons) {}
}
