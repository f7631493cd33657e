package dev.trellis.email;

import io.swagger.v3.oas.annotations.Operation;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Why mail is slower than one may expect. */
@RestController
@RequestMapping("/api/emails/pace")
class PaceController {

    private final MailPace pace;

    PaceController(MailPace pace) {
        this.pace = pace;
    }

    @GetMapping
    @Operation(summary = "The relays as this instance finds them, who asked us to slow down, and the warm-up")
    MailPace.Now now() {
        return pace.now();
    }
}
