package dev.trellis.feedback;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** The pages a reader sees who follows a feedback link: small enough for any phone, no script. */
final class FeedbackPage {

    private FeedbackPage() {}

    /**
     * The question.
     *
     * @param chosen the number that is chosen already
     * @param problem what is wrong with the answer just given
     */
    static String question(Feedback feedback, String token, Optional<Integer> chosen, @Nullable String problem) {
        var preselected = chosen.isPresent() ? chosen : Optional.ofNullable(feedback.score());
        var comment = feedback.comment() == null ? "" : feedback.comment();
        return layout("""
                <h1>%s</h1>
                %s
                <form method="post" action="%s">
                  <fieldset>
                    <legend>0 is not at all, 10 is very much.</legend>
                    <div class="scale">%s</div>
                  </fieldset>
                  <label for="comment">What is the main reason? (You may leave this empty.)</label>
                  <textarea id="comment" name="comment" rows="4" maxlength="4000">%s</textarea>
                  <button type="submit">%s</button>
                </form>""".formatted(
                        title(feedback),
                        problem == null ? "" : "<p class=\"problem\" role=\"alert\">" + escaped(problem) + "</p>",
                        escaped(token),
                        scale(preselected),
                        escaped(comment),
                        feedback.isAnswered() ? "Change my answer" : "Send my answer"));
    }

    static String thanks(Feedback feedback, String token) {
        return layout("""
                <h1>Thank you.</h1>
                <p>You answered %d of 10.%s</p>
                <p><a href="%s">Change my answer</a></p>""".formatted(
                        feedback.score(),
                        feedback.category() == NpsCategory.DETRACTOR
                                ? " That is not good enough, and somebody will get in touch with you."
                                : "",
                        escaped(token)));
    }

    static String message(String text) {
        return layout("<p>" + escaped(text) + "</p>");
    }

    private static String title(Feedback feedback) {
        return switch (feedback.kind()) {
            case NPS -> "How likely are you to recommend us to a colleague?";
            case SURVEY -> "How did it go?";
        };
    }

    private static String scale(Optional<Integer> chosen) {
        var scale = new StringBuilder();
        for (var score = 0; score <= 10; score++) {
            var checked = chosen.isPresent() && chosen.get() == score ? " checked" : "";
            scale.append("<label><input type=\"radio\" name=\"score\" value=\"%d\" required%s><span>%d</span></label>"
                    .formatted(score, checked, score));
        }
        return scale.toString();
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    private static String layout(String content) {
        return """
                <!doctype html>
                <html lang="en">
                <head>
                  <meta charset="utf-8">
                  <meta name="viewport" content="width=device-width, initial-scale=1">
                  <meta name="robots" content="noindex">
                  <title>Your answer</title>
                  <style>
                    body { font: 1.05rem/1.5 system-ui, sans-serif; margin: 0; background: #f6f5f1; color: #22302a; }
                    main { max-width: 34rem; margin: 8vh auto; padding: 2rem; background: #fff; border-radius: 12px; }
                    h1 { font-size: 1.35rem; margin-top: 0; }
                    fieldset { border: 0; padding: 0; margin: 0 0 1.5rem; }
                    legend { padding: 0; margin-bottom: .5rem; color: #55635c; }
                    .scale { display: flex; flex-wrap: wrap; gap: .4rem; }
                    .scale input { position: absolute; opacity: 0; }
                    .scale span { display: block; min-width: 2.4rem; padding: .5rem 0; text-align: center;
                                  border: 1px solid #b9c4be; border-radius: 8px; cursor: pointer; }
                    .scale input:checked + span { background: #17694a; border-color: #17694a; color: #fff; }
                    .scale input:focus-visible + span { outline: 3px solid #8ccab0; }
                    textarea { width: 100%; box-sizing: border-box; font: inherit; padding: .6rem; margin: .4rem 0 1rem;
                               border: 1px solid #b9c4be; border-radius: 8px; }
                    button { font: inherit; padding: .7rem 1.4rem; border: 0; border-radius: 8px; background: #17694a;
                             color: #fff; cursor: pointer; }
                    .problem { color: #a1271f; }
                  </style>
                </head>
                <body><main>
                """ + content + "\n</main></body>\n</html>\n";
    }
}
