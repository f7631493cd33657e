package dev.trellis.platform.security;

import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.SignOn.Reason;
import dev.trellis.platform.security.SignOn.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/** What goes with a sign-in, good or bad: the pace of those who guess, and a line in the audit log. */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class SignIn {

    private static final Logger LOG = LoggerFactory.getLogger(SignIn.class);

    private final Users users;
    private final Audit audit;
    private final SignOn signOn;
    private final SignInThrottle throttle;

    SignIn(Users users, Audit audit, SignOn signOn, SignedTokens tokens, TrellisProperties settings) {
        this.users = users;
        this.audit = audit;
        this.signOn = signOn;
        this.throttle = new SignInThrottle(
                InstantSource.system(),
                tokens,
                "https".equals(settings.publicUrl().getScheme()));
    }

    SignInThrottle throttle() {
        return throttle;
    }

    AuthenticationSuccessHandler success(RequestCache requestCache) {
        var handler = goOn(requestCache);
        return (request, response, who) -> {
            throttle.right(request, response, who.getName());
            signedIn(request, who, null);
            handler.onAuthenticationSuccess(request, response, who);
        };
    }

    /** A sign-in at the provider: it says nothing of the password here, so those who guess that go on resting. */
    AuthenticationSuccessHandler successThere(RequestCache requestCache) {
        var handler = goOn(requestCache);
        return (request, response, who) -> {
            signedIn(request, who, "at " + signOn.name());
            handler.onAuthenticationSuccess(request, response, who);
        };
    }

    private static AuthenticationSuccessHandler goOn(RequestCache requestCache) {
        var handler = new SavedRequestAwareAuthenticationSuccessHandler() {
            @Override
            protected String determineTargetUrl(
                    HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who) {
                return who != null && who.getPrincipal() instanceof SignedInUser user
                        ? user.role().home()
                        : "/";
            }
        };
        handler.setRequestCache(requestCache);
        return handler;
    }

    private void signedIn(HttpServletRequest request, Authentication who, @Nullable String detail) {
        users.signedIn(who.getName());
        audit.record(who.getName(), "signed in", "users/" + who.getName(), detail, request.getRemoteAddr());
    }

    /** The provider has sent somebody who is not let in, or has not said who they are. */
    void refusedThere(HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
            throws IOException {
        if (problem instanceof NotLetInException refused) {
            var refusal = refused.refusal();
            audit.record(
                    "nobody",
                    "sign-in refused",
                    refused.user() == null ? "users" : "users/" + refused.user(),
                    "at " + signOn.name() + ": " + refusal.reason().words(),
                    request.getRemoteAddr());
            leadBack(request, response, refusal);
        } else {
            // Anybody can come back without having been sent there; only what we asked for is worth a line.
            var level = isUnasked(problem) ? Level.DEBUG : Level.WARN;
            LOG.atLevel(level).log("A sign-in at {} did not succeed: {}", signOn.name(), reason(problem));
            leadBack(request, response, new Refusal(Reason.FAILED, null));
        }
    }

    private static boolean isUnasked(AuthenticationException problem) {
        return problem instanceof OAuth2AuthenticationException refused
                && refused.getError().getErrorCode().equals("authorization_request_not_found");
    }

    /** Somebody cannot even be sent to the provider. */
    void providerIsAway(HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
            throws IOException {
        LOG.warn("{} cannot be asked how to sign in there: {}", signOn.name(), reason(problem));
        leadBack(request, response, new Refusal(Reason.AWAY, null));
    }

    private static void leadBack(HttpServletRequest request, HttpServletResponse response, Refusal refusal)
            throws IOException {
        SignOn.refuse(request, refusal);
        response.sendRedirect(request.getContextPath() + "/sign-in?refused");
    }

    private static String reason(AuthenticationException problem) {
        var cause = problem.getCause();
        if (cause != null) {
            return String.valueOf(
                    NestedExceptionUtils.getMostSpecificCause(cause).getMessage());
        }
        return problem instanceof OAuth2AuthenticationException refused
                ? String.valueOf(refused.getError())
                : String.valueOf(problem.getMessage());
    }

    AuthenticationFailureHandler failure() {
        return this::wrong;
    }

    /** A name nobody has is not written down: it may be a password that got into the wrong field. */
    private void wrong(HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
            throws IOException {
        throttle.wrong(request);
        var user = users.find(SignInThrottle.name(request));
        audit.record(
                "nobody",
                "sign-in refused",
                user.map(known -> "users/" + known.name()).orElse("users"),
                switch (problem) {
                    case LockedException locked -> "locked";
                    case DisabledException onlyThere -> "passwords are for operators";
                    default -> user.isPresent() ? "wrong password" : "unknown name";
                },
                request.getRemoteAddr());
        response.sendRedirect(request.getContextPath() + "/sign-in?"
                + (problem instanceof DisabledException ? "elsewhere" : "wrong"));
    }
}
