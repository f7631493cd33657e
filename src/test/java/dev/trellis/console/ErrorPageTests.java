package dev.trellis.console;

import static org.hamcrest.Matchers.containsString;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.model;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.view;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.method.annotation.CsrfTokenArgumentResolver;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class ErrorPageTests {

    private final Badges badges = mock(Badges.class);
    private final CannotGetJdbcConnectionException away =
            new CannotGetJdbcConnectionException("no connection", new SQLException("refused"));
    private final MockMvc mvc = MockMvcBuilders.standaloneSetup(new ErrorPage())
            .setCustomArgumentResolvers(new CsrfTokenArgumentResolver())
            .setControllerAdvice(new PageModel("2", badges, new Looks()))
            .build();

    @BeforeEach
    void theDatabaseIsAway() {
        given(badges.now(any(), anyBoolean())).willThrow(away);
    }

    @Test
    void aPageSaysThatTheDatabaseIsAwayWithoutAskingIt() throws Exception {
        mvc.perform(get("/error")
                        .requestAttr(CsrfToken.class.getName(), new DefaultCsrfToken("X-CSRF", "_csrf", "token"))
                        .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 500)
                        .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "/sign-in")
                        .requestAttr(RequestDispatcher.ERROR_EXCEPTION, new ServletException("failed", away)))
                .andExpect(status().isServiceUnavailable())
                .andExpect(view().name("pages/error"))
                .andExpect(model().attribute("what", containsString("database does not answer")));
    }

    @Test
    void soDoesTheApi() throws Exception {
        mvc.perform(get("/error")
                        .requestAttr(CsrfToken.class.getName(), new DefaultCsrfToken("X-CSRF", "_csrf", "token"))
                        .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 500)
                        .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "/api/contacts")
                        .requestAttr(RequestDispatcher.ERROR_EXCEPTION, new ServletException("failed", away)))
                .andExpect(status().isServiceUnavailable())
                .andExpect(jsonPath("$.detail", containsString("nothing is lost")));
    }

    @Test
    void aMistakeOfOursIsCalledOne() throws Exception {
        mvc.perform(get("/error")
                        .requestAttr(CsrfToken.class.getName(), new DefaultCsrfToken("X-CSRF", "_csrf", "token"))
                        .requestAttr(RequestDispatcher.ERROR_STATUS_CODE, 500)
                        .requestAttr(RequestDispatcher.ERROR_REQUEST_URI, "/contacts")
                        .requestAttr(RequestDispatcher.ERROR_EXCEPTION, new IllegalStateException("oops")))
                .andExpect(status().isInternalServerError())
                .andExpect(model().attribute("what", containsString("the log says what")));
    }
}
