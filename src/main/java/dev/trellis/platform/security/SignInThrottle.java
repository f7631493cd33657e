package dev.trellis.platform.security;

import dev.trellis.platform.SignedTokens;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseCookie;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * Slows down who tries many passwords: after five wrong ones from an address, or twenty for a name from wherever, a
 * minute's rest for each further.
 *
 * <p>Whoever tries a name again and again would keep its owner out. So a browser in which the owner has signed in
 * before carries a cookie that says so, and for it only the wrong passwords from its own address count.
 */
class SignInThrottle extends OncePerRequestFilter {

    static final String KNOWN_BROWSER = "trellis-known";

    private static final RequestMatcher SIGN_IN =
            PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, "/sign-in");
    private static final int FREE_ATTEMPTS = 5;
    private static final int FREE_ATTEMPTS_FOR_NAME = 20;
    private static final Duration REST = Duration.ofMinutes(1);
    private static final Duration KNOWN_FOR = Duration.ofDays(180);
    private static final Duration COUNTED_FOR = Duration.ofDays(1);

    private final SignedTokens tokens;
    private final boolean secure;
    private final Throttle throttle;

    /** @param secure whether browsers are to send the cookie over https only */
    SignInThrottle(InstantSource time, SignedTokens tokens, boolean secure) {
        this.throttle = new Throttle(time, COUNTED_FOR, REST);
        this.tokens = tokens;
        this.secure = secure;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !SIGN_IN.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (mustRest(request)) {
            response.sendRedirect(request.getContextPath() + "/sign-in?slow");
            return;
        }
        chain.doFilter(request, response);
    }

    boolean mustRest(HttpServletRequest request) {
        var name = name(request);
        return mustRest(address(request), FREE_ATTEMPTS)
                || (!isKnown(request, name) && mustRest(forName(name), FREE_ATTEMPTS_FOR_NAME));
    }

    /** The right password came: what was wrong before is forgotten, and the browser is known from now on. */
    void right(HttpServletRequest request, HttpServletResponse response, String name) {
        throttle.forget(address(request));
        throttle.forget(forName(spelling(name)));
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(KNOWN_BROWSER, tokens.sign(KNOWN_BROWSER, spelling(name)))
                        .path("/")
                        .httpOnly(true)
                        .sameSite("Lax")
                        .secure(secure)
                        .maxAge(KNOWN_FOR)
                        .build()
                        .toString());
    }

    void wrong(HttpServletRequest request) {
        throttle.count(address(request));
        var name = name(request);
        if (!isKnown(request, name)) {
            throttle.count(forName(name));
        }
    }

    private boolean isKnown(HttpServletRequest request, String name) {
        var cookie = WebUtils.getCookie(request, KNOWN_BROWSER);
        return cookie != null
                && tokens.verifyText(KNOWN_BROWSER, cookie.getValue())
                        .filter(name::equals)
                        .isPresent();
    }

    private boolean mustRest(String key, int free) {
        return throttle.rest(key, free).isPresent();
    }

    static String name(HttpServletRequest request) {
        return spelling(Objects.requireNonNullElse(request.getParameter("username"), ""));
    }

    private static String spelling(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    private static String address(HttpServletRequest request) {
        return "from " + request.getRemoteAddr();
    }

    private static String forName(String name) {
        return "for " + name;
    }
}
