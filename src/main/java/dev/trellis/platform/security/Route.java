package dev.trellis.platform.security;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * A line of the {@link Routes}: what is asked for, and who may ask.
 *
 * @param roles who may at the pages; empty where this is no page
 * @param scopes with which tokens one may at the API; empty where this is not the API
 * @param audited whether the audit log says that it was done
 * @param noted the form fields the audit log says, too
 */
record Route(
        Set<HttpMethod> methods,
        PathPattern path,
        boolean open,
        Set<Role> roles,
        Set<Scope> scopes,
        boolean audited,
        List<String> noted) {

    static Route open(Set<HttpMethod> methods, String path) {
        return new Route(methods, pattern(path), true, Set.of(), Set.of(), false, List.of());
    }

    static Route page(HttpMethod method, String path, Set<Role> roles) {
        return new Route(
                Set.of(method), pattern(path), false, roles, Set.of(), !method.equals(HttpMethod.GET), List.of());
    }

    static Route api(HttpMethod method, String path, Set<Scope> scopes) {
        return new Route(
                Set.of(method), pattern(path), false, Set.of(), scopes, !method.equals(HttpMethod.GET), List.of());
    }

    /** The audit log has nothing of it from here: data that flows in, or what says itself what it does. */
    Route unaudited() {
        return new Route(methods, path, open, roles, scopes, false, noted);
    }

    /** The audit log says that it was done, although it changes nothing. */
    Route sensitive() {
        return new Route(methods, path, open, roles, scopes, true, noted);
    }

    Route noting(String... fields) {
        return new Route(methods, path, open, roles, scopes, audited, List.of(fields));
    }

    boolean matches(HttpMethod method, PathContainer asked) {
        return methods.contains(method.equals(HttpMethod.HEAD) ? HttpMethod.GET : method) && path.matches(asked);
    }

    boolean letsIn(Stream<? extends GrantedAuthority> authorities) {
        var needed = needed();
        return open || authorities.anyMatch(authority -> needed.contains(String.valueOf(authority.getAuthority())));
    }

    private Set<String> needed() {
        return Stream.concat(
                        roles.stream().map(Role::authority), scopes.stream().map(Scope::authority))
                .collect(Collectors.toSet());
    }

    private static PathPattern pattern(String path) {
        return PathPatternParser.defaultInstance.parse(path);
    }
}
