package dev.trellis.platform.web;

import dev.trellis.platform.Ids;
import dev.trellis.platform.InvalidValueException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/**
 * Answers every failed call of the API with a problem (RFC 9457) whose detail says what to do about it.
 *
 * <p>An exception of a feature's own says with {@link ResponseStatus} which status it stands for; its message is the
 * detail. {@link InvalidValueException} is a bad request.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
class ApiProblems {

    private static final Logger log = LoggerFactory.getLogger(ApiProblems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> answer(Exception problem, HttpServletRequest request) throws Exception {
        if (!isForUs(problem, request)) {
            throw problem;
        }
        var detail = detail(problem, request);
        var answer = ResponseEntity.status(detail.getStatus())
                .headers(headers(problem))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
        return (detail.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()
                        ? answer.header(HttpHeaders.RETRY_AFTER, "5")
                        : answer)
                .body(detail);
    }

    private static boolean isForUs(Exception problem, HttpServletRequest request) {
        return request.getRequestURI().startsWith(request.getContextPath() + "/api/")
                && !(problem instanceof AccessDeniedException)
                && !(problem instanceof AuthenticationException)
                && !(problem instanceof AsyncRequestNotUsableException);
    }

    private static ProblemDetail detail(Exception problem, HttpServletRequest request) {
        return switch (problem) {
            case InvalidValueException invalid -> badRequest(invalid.field(), invalid.getMessage());
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case JacksonException json -> json(json);
            case MethodArgumentTypeMismatchException mismatch -> mismatch(mismatch);
            case MissingServletRequestParameterException missing ->
                badRequest(missing.getParameterName(), "The parameter '" + missing.getParameterName() + "' is missing");
            case MethodArgumentNotValidException invalid -> invalid(invalid);
            case HttpMediaTypeNotSupportedException type ->
                of(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                        "The content type '" + type.getContentType() + "' is not understood here; send "
                                + list(type.getSupportedMediaTypes()));
            case HttpRequestMethodNotSupportedException method ->
                of(
                        HttpStatus.METHOD_NOT_ALLOWED,
                        method.getMethod() + " is not possible here; there is "
                                + list(Objects.requireNonNullElse(method.getSupportedHttpMethods(), Set.of())));
            case NoResourceFoundException unknown ->
                of(HttpStatus.NOT_FOUND, "There is nothing at " + request.getRequestURI());
            case ErrorResponse response -> response.getBody();
            case CannotCreateTransactionException away -> databaseAway(away);
            case CannotGetJdbcConnectionException away -> databaseAway(away);
            case DataAccessResourceFailureException away -> databaseAway(away);
            // Went away in the middle: what was begun is rolled back, though not by us.
            case TransactionSystemException away -> databaseAway(away);
            case ConcurrencyFailureException busy ->
                of(HttpStatus.SERVICE_UNAVAILABLE, "Others are changing the same data at this moment; send it again");
            default -> declaredOrUnexpected(problem);
        };
    }

    private static ProblemDetail declaredOrUnexpected(Exception problem) {
        var declared = AnnotatedElementUtils.findMergedAnnotation(problem.getClass(), ResponseStatus.class);
        if (declared != null) {
            return of(declared.code(), Objects.requireNonNullElse(problem.getMessage(), declared.reason()));
        }
        var id = Ids.next();
        log.error("Call failed, {}", id, problem);
        return of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Something went wrong here. The log says what, next to the number " + id);
    }

    private static ProblemDetail databaseAway(Exception problem) {
        log.warn("The database does not answer: {}", problem.getMessage());
        return of(HttpStatus.SERVICE_UNAVAILABLE, "The database does not answer at the moment; try again shortly");
    }

    private static ProblemDetail unreadable(HttpMessageNotReadableException problem) {
        return problem.getCause() instanceof JacksonException json
                ? json(json)
                : of(HttpStatus.BAD_REQUEST, "The call needs a JSON body and has none that can be read");
    }

    private static ProblemDetail json(JacksonException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidValueException invalid) {
                return badRequest(path(problem, invalid.field()), invalid.getMessage());
            }
        }
        return switch (problem) {
            case UnrecognizedPropertyException unknown ->
                badRequest(
                        path(unknown, unknown.getPropertyName()),
                        "'" + path(unknown, unknown.getPropertyName()) + "' is not a field here; there are "
                                + list(Objects.requireNonNullElse(unknown.getKnownPropertyIds(), List.of())));
            case MismatchedInputException mismatch ->
                badRequest(
                        path(mismatch, "body"),
                        "'" + path(mismatch, "body") + "' must be " + kind(mismatch.getTargetType()));
            case StreamReadException malformed ->
                of(
                        HttpStatus.BAD_REQUEST,
                        "The JSON is malformed at line "
                                + malformed.getLocation().getLineNr() + ", column "
                                + malformed.getLocation().getColumnNr() + ": "
                                + firstLine(malformed.getOriginalMessage()));
            case DatabindException other -> badRequest(path(other, "body"), firstLine(other.getOriginalMessage()));
            default -> of(HttpStatus.BAD_REQUEST, firstLine(problem.getOriginalMessage()));
        };
    }

    private static ProblemDetail mismatch(MethodArgumentTypeMismatchException problem) {
        for (var cause = problem.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidValueException invalid) {
                return badRequest(problem.getName(), invalid.getMessage());
            }
        }
        return badRequest(
                problem.getName(),
                "'" + problem.getName() + "' must be " + kind(problem.getRequiredType()) + ", not '"
                        + problem.getValue() + "'");
    }

    private static ProblemDetail invalid(MethodArgumentNotValidException problem) {
        return of(
                HttpStatus.BAD_REQUEST,
                problem.getFieldErrors().stream()
                        .map(error -> "'" + error.getField() + "' " + error.getDefaultMessage())
                        .collect(Collectors.joining("; ")));
    }

    private static ProblemDetail badRequest(String field, @Nullable String message) {
        var text = Objects.requireNonNullElse(message, "cannot be used");
        boolean isSentence = Character.isUpperCase(text.charAt(0)) || text.contains("'" + field + "'");
        var detail = of(HttpStatus.BAD_REQUEST, isSentence ? text : "'" + field + "' " + separated(text));
        detail.setProperty("field", field);
        return detail;
    }

    private static String separated(String text) {
        return text.startsWith("'") ? "is wrong: " + text : text;
    }

    private static ProblemDetail of(HttpStatusCode status, String detail) {
        return ProblemDetail.forStatusAndDetail(status, detail);
    }

    private static HttpHeaders headers(Exception problem) {
        return problem instanceof ErrorResponse response ? response.getHeaders() : HttpHeaders.EMPTY;
    }

    private static String path(JacksonException problem, String otherwise) {
        var path = new StringBuilder();
        for (var step : problem.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.isEmpty() ? otherwise : path.toString();
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == null) {
            return "of another kind";
        }
        if (type.isEnum()) {
            return "one of " + list(List.of(type.getEnumConstants()));
        }
        return switch (type.getSimpleName()) {
            case "String" -> "a text";
            case "Boolean", "boolean" -> "true or false";
            case "Integer", "int", "Long", "long" -> "a whole number";
            case "BigDecimal", "Double", "double" -> "a number";
            case "Instant" -> "a time such as 2026-03-02T09:00:00Z";
            case "LocalDate" -> "a day such as 2026-03-02";
            case "UUID", "ContactId" -> "an id";
            case "List", "Set", "Collection", "ArrayList" -> "an array";
            default -> "an object";
        };
    }

    private static String list(Collection<?> values) {
        return values.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "it cannot be read" : text.lines().findFirst().orElse(text);
    }
}
