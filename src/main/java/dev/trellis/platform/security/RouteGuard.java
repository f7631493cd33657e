package dev.trellis.platform.security;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Lets through what a line of the {@link Routes} lets through. */
final class RouteGuard implements AuthorizationManager<RequestAuthorizationContext> {

    private final Routes routes;

    RouteGuard(Routes routes) {
        this.routes = routes;
    }

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> who, RequestAuthorizationContext asked) {
        return new AuthorizationDecision(routes.find(asked.getRequest())
                .map(line -> line.open() || isLetIn(line, who.get()))
                .orElse(false));
    }

    private static boolean isLetIn(Route line, @Nullable Authentication who) {
        return who != null && who.isAuthenticated() && line.letsIn(who.getAuthorities().stream());
    }
}
