package dev.trellis.feedback;

import dev.trellis.platform.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The page behind a feedback link. Looking at it counts nothing: scanners and previews look at every link. */
@RestController
@RequestMapping("/t/feedback/{token}")
class FeedbackPageController {

    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private final Feedbacks feedbacks;

    FeedbackPageController(Feedbacks feedbacks) {
        this.feedbacks = feedbacks;
    }

    @GetMapping
    ResponseEntity<String> ask(@PathVariable String token, @RequestParam @Nullable String score) {
        return feedbacks
                .findByToken(token)
                .map(feedback -> page(HttpStatus.OK, FeedbackPage.question(feedback, token, score(score), null)))
                .orElseGet(FeedbackPageController::unknown);
    }

    @PostMapping
    ResponseEntity<String> answer(
            @PathVariable String token, @RequestParam @Nullable String score, @RequestParam @Nullable String comment) {
        return feedbacks
                .findByToken(token)
                .map(feedback -> answer(feedback, token, score(score), comment))
                .orElseGet(FeedbackPageController::unknown);
    }

    private ResponseEntity<String> answer(
            Feedback feedback, String token, Optional<Integer> score, @Nullable String comment) {
        if (score.isEmpty()) {
            return page(
                    HttpStatus.BAD_REQUEST,
                    FeedbackPage.question(feedback, token, score, "Please choose a number from 0 to 10."));
        }
        try {
            return page(
                    HttpStatus.OK, FeedbackPage.thanks(feedbacks.answer(feedback.id(), score.get(), comment), token));
        } catch (AnswerRefusedException ex) {
            return page(HttpStatus.CONFLICT, FeedbackPage.message(String.valueOf(ex.getMessage())));
        } catch (InvalidValueException ex) {
            return page(
                    HttpStatus.BAD_REQUEST,
                    FeedbackPage.question(
                            feedback, token, score, "Your comment is too long for us; please shorten it."));
        }
    }

    private static Optional<Integer> score(@Nullable String text) {
        return Optional.ofNullable(text)
                .map(String::strip)
                .filter(digits -> digits.matches("\\d|10"))
                .map(Integer::valueOf);
    }

    private static ResponseEntity<String> unknown() {
        return page(HttpStatus.NOT_FOUND, FeedbackPage.message("This link is not complete or no longer in use."));
    }

    private static ResponseEntity<String> page(HttpStatus status, String html) {
        return ResponseEntity.status(status)
                .contentType(HTML)
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Robots-Tag", "noindex")
                .body(html);
    }
}
