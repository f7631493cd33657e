package dev.trellis.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/** Slows down who tries many passwords: after five wrong ones from an address, a minute's rest for each further. */
class SignInThrottle extends OncePerRequestFilter {

    private static final RequestMatcher SIGN_IN =
            PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.POST, "/sign-in");
    private static final int FREE_ATTEMPTS = 5;
    private static final Duration REST = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final InstantSource time;
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    SignInThrottle(InstantSource time) {
        this.time = time;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !SIGN_IN.matches(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (mustRest(request.getRemoteAddr())) {
            response.sendRedirect(request.getContextPath() + "/sign-in?slow");
            return;
        }
        chain.doFilter(request, response);
    }

    AuthenticationSuccessHandler success(RequestCache requestCache) {
        var handler = new SavedRequestAwareAuthenticationSuccessHandler();
        handler.setRequestCache(requestCache);
        handler.setDefaultTargetUrl("/");
        return (request, response, authentication) -> {
            forget(request.getRemoteAddr());
            handler.onAuthenticationSuccess(request, response, authentication);
        };
    }

    AuthenticationFailureHandler failure() {
        return (request, response, exception) -> {
            remember(request.getRemoteAddr());
            response.sendRedirect(request.getContextPath() + "/sign-in?wrong");
        };
    }

    boolean mustRest(@Nullable String address) {
        synchronized (failures) {
            var known = failures.get(key(address));
            return known != null
                    && known.count() >= FREE_ATTEMPTS
                    && time.instant().isBefore(known.last().plus(REST));
        }
    }

    void remember(@Nullable String address) {
        synchronized (failures) {
            failures.merge(
                    key(address),
                    new Failures(1, time.instant()),
                    (known, one) -> new Failures(known.count() + 1, one.last()));
        }
    }

    void forget(@Nullable String address) {
        synchronized (failures) {
            failures.remove(key(address));
        }
    }

    private static String key(@Nullable String address) {
        return String.valueOf(address).toLowerCase(Locale.ROOT);
    }

    private record Failures(int count, Instant last) {}
}
