package dev.trellis.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.csrf.CsrfException;
import tools.jackson.databind.json.JsonMapper;

/** What those hear who are not let through: programs a problem, people a page. */
final class Refusals {

    private final Routes routes;
    private final JsonMapper json;

    Refusals(Routes routes, JsonMapper json) {
        this.routes = routes;
        this.json = json;
    }

    void tokenNeeded(HttpServletRequest request, HttpServletResponse response, AuthenticationException problem)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        var sent = request.getHeader(HttpHeaders.AUTHORIZATION);
        write(
                response,
                HttpStatus.UNAUTHORIZED,
                (sent == null ? "" : "This token is not known here, has expired or was revoked. ")
                        + "Send a token as \"Authorization: Bearer <token>\". An operator makes one on the page Tokens; "
                        + "the first is the setting TRELLIS_API_TOKEN, or what the first start printed and keeps in the "
                        + "data folder, in the file api-token.");
    }

    void scopeNeeded(HttpServletRequest request, HttpServletResponse response, AccessDeniedException problem)
            throws IOException {
        var route = routes.find(request);
        if (route.isPresent()) {
            var needed = route.get().scopes().stream().map(Scope::label).collect(Collectors.joining(" or "));
            write(
                    response,
                    HttpStatus.FORBIDDEN,
                    "This needs a token with the scope " + needed + "; yours has " + scopes() + ".");
            return;
        }
        var methods = routes.methodsAt(request);
        if (methods.isEmpty()) {
            write(response, HttpStatus.NOT_FOUND, "There is nothing at " + request.getRequestURI());
        } else {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", methods));
            write(
                    response,
                    HttpStatus.METHOD_NOT_ALLOWED,
                    request.getMethod() + " is not possible here; there is " + String.join(", ", methods));
        }
    }

    void pageRefused(HttpServletRequest request, HttpServletResponse response, AccessDeniedException problem)
            throws IOException {
        var isThere = problem instanceof CsrfException || routes.find(request).isPresent();
        response.sendError(isThere ? HttpStatus.FORBIDDEN.value() : HttpStatus.NOT_FOUND.value());
    }

    private static String scopes() {
        return Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication()).stream()
                .flatMap(who -> who.getAuthorities().stream())
                .map(GrantedAuthority::getAuthority)
                .map(String::valueOf)
                .filter(authority -> authority.startsWith("SCOPE_"))
                .map(authority -> authority.substring("SCOPE_".length()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(json.writeValueAsBytes(ProblemDetail.forStatusAndDetail(status, detail)));
    }
}
