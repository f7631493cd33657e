package dev.trellis.referral;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Where a referral link leads: on to the form, with the code in the address and no cookie. */
@RestController
class ReferralLinkController {

    private final Referrals referrals;
    private final ReferralProperties properties;

    ReferralLinkController(Referrals referrals, ReferralProperties properties) {
        this.referrals = referrals;
        this.properties = properties;
    }

    /** Whoever mistyped a code still gets to the form, only without it. */
    @GetMapping("/t/r/{code}")
    ResponseEntity<Void> follow(@PathVariable String code) {
        var landing = UriComponentsBuilder.fromUriString(properties.landing());
        ReferralCode.parse(code)
                .filter(referrals::visited)
                .ifPresent(known -> landing.queryParam("utm_source", "referral:" + known));
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(landing.toUriString()))
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .build();
    }
}
