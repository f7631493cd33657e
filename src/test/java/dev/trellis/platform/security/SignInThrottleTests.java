package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.platform.SignedTokens;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class SignInThrottleTests {

    private final SignedTokens tokens = mock();
    private Instant now = Instant.parse("2026-03-02T09:00:00Z");
    private final SignInThrottle throttle = new SignInThrottle(() -> now, tokens, true);

    @BeforeEach
    void sign() {
        given(tokens.sign(SignInThrottle.KNOWN_BROWSER, "ada")).willReturn("signed-for-ada");
        given(tokens.verifyText(SignInThrottle.KNOWN_BROWSER, "signed-for-ada")).willReturn(Optional.of("ada"));
        given(tokens.verifyText(SignInThrottle.KNOWN_BROWSER, "made-up")).willReturn(Optional.empty());
    }

    @Test
    void fiveMistakesAreFree() {
        fail(4, "ada", "10.0.0.1");

        assertThat(throttle.mustRest(attempt("ada", "10.0.0.1"))).isFalse();
    }

    @Test
    void theFifthMistakeCostsAMinuteAndSoDoesEachFurther() {
        fail(5, "ada", "10.0.0.1");
        assertThat(throttle.mustRest(attempt("ada", "10.0.0.1"))).isTrue();

        now = now.plus(Duration.ofSeconds(61));
        assertThat(throttle.mustRest(attempt("ada", "10.0.0.1"))).isFalse();

        fail(1, "ada", "10.0.0.1");
        assertThat(throttle.mustRest(attempt("ada", "10.0.0.1"))).isTrue();
    }

    @Test
    void nobodyElseHasToRest() {
        fail(9, "ada", "10.0.0.1");

        assertThat(throttle.mustRest(attempt("bob", "10.0.0.2"))).isFalse();
    }

    @Test
    void theRightPasswordForgetsTheMistakes() {
        fail(4, "ada", "10.0.0.1");
        throttle.right(attempt("ada", "10.0.0.1"), new MockHttpServletResponse(), "ada");
        fail(4, "ada", "10.0.0.1");

        assertThat(throttle.mustRest(attempt("ada", "10.0.0.1"))).isFalse();
    }

    @Test
    void aNameTriedFromManyAddressesHasToRestWhereverItComesFrom() {
        for (int i = 0; i < 20; i++) {
            fail(1, "ada", "10.0.1." + i);
        }

        assertThat(throttle.mustRest(attempt("ADA ", "10.0.2.1"))).isTrue();
        assertThat(throttle.mustRest(attempt("bob", "10.0.2.1"))).isFalse();
    }

    @Test
    void strangersDoNotKeepTheOwnerOfANameOutOfTheirOwnBrowser() {
        var answer = new MockHttpServletResponse();
        throttle.right(attempt("ada", "10.0.0.1"), answer, "ada");
        for (int i = 0; i < 50; i++) {
            fail(1, "ada", "10.0.1." + i);
        }

        assertThat(throttle.mustRest(with(
                        attempt("ada", "10.0.0.1"),
                        Objects.requireNonNull(answer.getCookie(SignInThrottle.KNOWN_BROWSER)))))
                .isFalse();
        assertThat(throttle.mustRest(attempt("ada", "10.0.0.1"))).isTrue();
    }

    @Test
    void theCookieOfAKnownBrowserIsGoodForItsNameOnlyAndCannotBeMadeUp() {
        for (int i = 0; i < 20; i++) {
            fail(1, "bob", "10.0.1." + i);
        }

        for (var value : new String[] {"made-up", "signed-for-ada"}) {
            assertThat(throttle.mustRest(
                            with(attempt("bob", "10.0.0.1"), new Cookie(SignInThrottle.KNOWN_BROWSER, value))))
                    .as(value)
                    .isTrue();
        }
    }

    @Test
    void scriptsAndOtherSitesDoNotGetTheCookie() {
        var answer = new MockHttpServletResponse();

        throttle.right(attempt("ada", "10.0.0.1"), answer, "ada");

        assertThat(answer.getHeader("Set-Cookie")).contains("HttpOnly", "SameSite=Lax", "Secure");
    }

    private void fail(int times, String name, String address) {
        for (int i = 0; i < times; i++) {
            throttle.wrong(attempt(name, address));
        }
    }

    private static MockHttpServletRequest with(MockHttpServletRequest request, Cookie cookie) {
        request.setCookies(cookie);
        return request;
    }

    private static MockHttpServletRequest attempt(String name, String address) {
        var request = new MockHttpServletRequest("POST", "/sign-in");
        request.setParameter("username", name);
        request.setRemoteAddr(address);
        return request;
    }
}
