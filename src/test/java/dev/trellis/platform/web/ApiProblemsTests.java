package dev.trellis.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class ApiProblemsTests {

    private final ApiProblems problems = new ApiProblems();

    static Exception[] theDatabaseWentAway() {
        return new Exception[] {
            new CannotCreateTransactionException("no connection"),
            new DataAccessResourceFailureException("connection closed"),
            new TransactionSystemException("could not roll back")
        };
    }

    @ParameterizedTest
    @MethodSource
    void theDatabaseWentAway(Exception away) throws Exception {
        var answer = problems.answer(away, new MockHttpServletRequest("POST", "/api/contacts"));

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isNotBlank();
    }

    @Test
    void mistakesOfOursShowNothingButANumber() throws Exception {
        var answer = problems.answer(
                new IllegalStateException("secret"), new MockHttpServletRequest("GET", "/api/contacts"));

        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(String.valueOf(answer.getBody())).doesNotContain("secret");
    }

    @Test
    void pagesAnswerForThemselves() {
        var problem = new IllegalStateException("a page");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> problems.answer(problem, new MockHttpServletRequest("GET", "/contacts")))
                .isSameAs(problem);
    }
}
