package dev.trellis.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets in who sends a token as {@code Authorization: Bearer <token>}: the first, which may everything, or one that an
 * operator made.
 */
class ApiTokenFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final byte[] first;
    private final ApiTokens tokens;

    ApiTokenFilter(ApiToken first, ApiTokens tokens) {
        this.first = first.value().getBytes(StandardCharsets.UTF_8);
        this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var sent = sent(request.getHeader(HttpHeaders.AUTHORIZATION));
        if (sent != null && MessageDigest.isEqual(first, sent.getBytes(StandardCharsets.UTF_8))) {
            letIn("api", Set.of(Scope.ADMIN));
        } else if (sent != null) {
            tokens.find(sent).ifPresent(token -> letIn("api:" + token.name(), token.scopes()));
        }
        chain.doFilter(request, response);
    }

    private static void letIn(String name, Set<Scope> scopes) {
        var context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                name,
                null,
                scopes.stream()
                        .map(scope -> new SimpleGrantedAuthority(scope.authority()))
                        .toList()));
        SecurityContextHolder.setContext(context);
    }

    private static @Nullable String sent(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }
}
