package dev.trellis.deal;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What calls about deals are told that cannot be done. */
@RestControllerAdvice(basePackageClasses = DealProblems.class)
@Order(0)
class DealProblems {

    @ExceptionHandler
    ProblemDetail notFound(DealNotFoundException ex) {
        return problem(HttpStatus.NOT_FOUND, ex);
    }

    @ExceptionHandler
    ProblemDetail noSuchQuote(QuoteNotFoundException ex) {
        return problem(HttpStatus.NOT_FOUND, ex);
    }

    @ExceptionHandler
    ProblemDetail notInThisState(DealStateException ex) {
        var problem = problem(HttpStatus.CONFLICT, ex);
        switch (ex) {
            case MissingFactsException lacking -> problem.setProperty("missing", lacking.missing());
            case DealMovedException moved -> problem.setProperty("step", moved.step());
            default -> {}
        }
        return problem;
    }

    private static ProblemDetail problem(HttpStatus status, RuntimeException ex) {
        return ProblemDetail.forStatusAndDetail(status, String.valueOf(ex.getMessage()));
    }
}
