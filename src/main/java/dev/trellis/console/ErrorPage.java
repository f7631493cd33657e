package dev.trellis.console;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** What people see where there is no page, where they may not look, and where something broke. */
@Controller
class ErrorPage implements ErrorController {

    @RequestMapping("/error")
    Object answer(HttpServletRequest request) {
        var status = status(request);
        var asked = Objects.toString(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI), "");
        if (asked.startsWith(request.getContextPath() + "/api/")) {
            return ResponseEntity.status(status)
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(ProblemDetail.forStatusAndDetail(status, words(status)));
        }
        // Who is not signed in has no menu, and what broke may break the menu, too.
        var framed = request.getRemoteUser() != null
                && !status.is5xxServerError()
                && request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken;
        var page = new ModelAndView(framed ? "pages/not-here" : "pages/error", status);
        page.addObject("what", words(status));
        return page;
    }

    /** Whether something of ours broke, and the page that says so must do without it. */
    static boolean isAboutOurFailure(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                && code >= HttpStatus.INTERNAL_SERVER_ERROR.value();
    }

    private static HttpStatus status(HttpServletRequest request) {
        if (databaseIsAway(request)) {
            return HttpStatus.SERVICE_UNAVAILABLE;
        }
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                ? Objects.requireNonNullElse(HttpStatus.resolve(code), HttpStatus.INTERNAL_SERVER_ERROR)
                : HttpStatus.NOT_FOUND;
    }

    private static boolean databaseIsAway(HttpServletRequest request) {
        var problem = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        while (problem != null
                && !(problem instanceof DataAccessResourceFailureException)
                && !(problem instanceof CannotCreateTransactionException)) {
            problem = problem.getCause();
        }
        return problem != null;
    }

    private static String words(HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> "There is no such page";
            case FORBIDDEN -> "This is not for your role, or the page was open for too long";
            case METHOD_NOT_ALLOWED -> "This cannot be done here";
            case SERVICE_UNAVAILABLE ->
                "The database does not answer at the moment; nothing is lost, try again in a minute";
            default ->
                status.is5xxServerError()
                        ? "Something went wrong here; the log says what"
                        : "This cannot be understood: " + status.getReasonPhrase();
        };
    }
}
