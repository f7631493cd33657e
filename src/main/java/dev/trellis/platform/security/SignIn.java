package dev.trellis.platform.security;

import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.TrellisProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/** What goes with a sign-in, good or bad: the pace of those who guess, and a line in the audit log. */
@Component
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class SignIn {

    private final Users users;
    private final Audit audit;
    private final SignInThrottle throttle;

    SignIn(Users users, Audit audit, SignedTokens tokens, TrellisProperties settings) {
        this.users = users;
        this.audit = audit;
        this.throttle = new SignInThrottle(
                InstantSource.system(),
                tokens,
                "https".equals(settings.publicUrl().getScheme()));
    }

    SignInThrottle throttle() {
        return throttle;
    }

    AuthenticationSuccessHandler success(RequestCache requestCache) {
        var handler = new SavedRequestAwareAuthenticationSuccessHandler();
        handler.setRequestCache(requestCache);
        handler.setDefaultTargetUrl("/");
        return (request, response, who) -> {
            throttle.right(request, response, who.getName());
            users.signedIn(who.getName());
            audit.record(who.getName(), "signed in", "users/" + who.getName(), null, request.getRemoteAddr());
            handler.onAuthenticationSuccess(request, response, who);
        };
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
                problem instanceof LockedException ? "locked" : user.isPresent() ? "wrong password" : "unknown name",
                request.getRemoteAddr());
        response.sendRedirect(request.getContextPath() + "/sign-in?wrong");
    }
}
