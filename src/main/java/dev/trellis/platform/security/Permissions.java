package dev.trellis.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.core.Authentication;

/** What who asks may ask for, so that a page does not show what would be refused. */
public final class Permissions {

    private final @Nullable Authentication who;

    private Permissions(@Nullable Authentication who) {
        this.who = who;
    }

    public static Permissions of(HttpServletRequest request) {
        return new Permissions(request.getUserPrincipal() instanceof Authentication who ? who : null);
    }

    /** Whether they may see the page. */
    public boolean see(String path) {
        return may(HttpMethod.GET, path);
    }

    /** Whether they may send a form there. */
    public boolean send(String path) {
        return may(HttpMethod.POST, path);
    }

    private boolean may(HttpMethod method, String path) {
        return Routes.TABLE
                .find(method, PathContainer.parsePath(path))
                .filter(line -> line.open() || (who != null && line.letsIn(who.getAuthorities().stream())))
                .isPresent();
    }
}
