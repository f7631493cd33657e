package dev.trellis.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.support.RequestContextUtils;

/**
 * Puts every request that changes something into the {@link Audit}, as the {@link Routes} say, so that no page and no
 * route of the API is forgotten.
 *
 * <p>The entry is written by the first transaction that the request commits, and so is there if and only if the change
 * is. A request that changes something in other ways has its entry when it has been answered well.
 */
@Component
class AuditTrail implements HandlerInterceptor, TransactionExecutionListener {

    private static final String PENDING = AuditTrail.class.getName();

    /** A variable in the address of a route, in the order in which they stand there. */
    private static final Pattern VARIABLE = Pattern.compile("\\{\\*?(\\w+)");

    private final Audit audit;

    AuditTrail(Audit audit) {
        this.audit = audit;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Routes.TABLE
                .find(request)
                .filter(Route::audited)
                .ifPresent(route -> request.setAttribute(
                        PENDING,
                        new Pending(who(request), action(request), object(request), noted(request, route), request)));
        return true;
    }

    @Override
    public void beforeCommit(TransactionExecution transaction) {
        if (transaction.isReadOnly()) {
            return;
        }
        var attributes = RequestContextHolder.getRequestAttributes();
        if (attributes != null
                && attributes.getAttribute(PENDING, RequestAttributes.SCOPE_REQUEST) instanceof Pending pending) {
            attributes.removeAttribute(PENDING, RequestAttributes.SCOPE_REQUEST);
            write(pending);
        }
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception problem) {
        if (request.getAttribute(PENDING) instanceof Pending pending) {
            request.removeAttribute(PENDING);
            if (problem == null && isDone(request, response)) {
                write(pending);
            }
        }
    }

    /** A page leads on with a complaint where something could not be done. */
    private static boolean isDone(HttpServletRequest request, HttpServletResponse response) {
        return response.getStatus() < HttpStatus.BAD_REQUEST.value()
                && !RequestContextUtils.getOutputFlashMap(request).containsKey("complaint");
    }

    private void write(Pending pending) {
        audit.record(
                pending.actor(),
                pending.action(),
                pending.object(),
                pending.detail(),
                pending.request().getRemoteAddr());
    }

    private static String who(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getRemoteUser(), "nobody");
    }

    private static String action(HttpServletRequest request) {
        return request.getMethod() + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    }

    private static String object(HttpServletRequest request) {
        var parts = new ArrayList<String>();
        Stream.of(request.getRequestURI()
                        .substring(request.getContextPath().length())
                        .split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("api"))
                .findFirst()
                .ifPresent(parts::add);
        if (request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables) {
            VARIABLE.matcher(String.valueOf(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE)))
                    .results()
                    .forEach(variable -> parts.add(String.valueOf(variables.get(variable.group(1)))));
        }
        return String.join("/", parts);
    }

    private static @Nullable String noted(HttpServletRequest request, Route route) {
        var fields = new LinkedHashMap<String, String>();
        route.noted().forEach(field -> {
            var value = request.getParameter(field);
            if (value != null && !value.isBlank()) {
                fields.put(field, value);
            }
        });
        return fields.isEmpty()
                ? null
                : fields.entrySet().stream()
                        .map(field -> field.getKey() + " " + field.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** What is written if the request changes something. */
    private record Pending(
            String actor,
            String action,
            String object,
            @Nullable String detail,
            HttpServletRequest request) {}
}
