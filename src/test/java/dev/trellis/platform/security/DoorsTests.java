package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.TrellisProperties;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.WebApplicationContext;

@WebMvcTest(
        properties = {
            "trellis.api-token=0123456789abcdef-token",
            "spring.freemarker.enabled=false",
            "trellis.security.oidc.issuer=" + DoorsTests.NOBODY_ANSWERS,
            "trellis.security.oidc.client-id=trellis",
            "trellis.security.oidc.client-secret=secret"
        })
class DoorsTests {

    static final String NOBODY_ANSWERS = "http://127.0.0.1:1";

    private static final String TOKEN = "0123456789abcdef-token";
    private static final String HASH =
            PasswordEncoderFactories.createDelegatingPasswordEncoder().encode("right");

    @MockitoBean
    private Users users;

    @MockitoBean
    private ApiTokens tokens;

    @MockitoBean
    private Audit audit;

    @MockitoBean
    private SignedTokens signedTokens;

    private final MockMvcTester mvc;

    @Autowired
    DoorsTests(WebApplicationContext context) {
        mvc = MockMvcTester.from(
                context, builder -> builder.apply(springSecurity()).build());
    }

    @BeforeEach
    void oneUser() {
        given(users.loadUserByUsername("admin")).willAnswer(call -> user());
        given(users.isCurrent(any())).willReturn(true);
        given(signedTokens.sign(anyString(), anyString())).willReturn("signed");
    }

    @ParameterizedTest(name = "{0} {1}: nobody {2}, token {3}, signed in {4}")
    @CsvSource({
        "GET,    /api/contacts,       401, 200, 401",
        "POST,   /api/contacts,       401, 200, 401",
        "DELETE, /api/contacts/1,     401, 200, 401",
        "GET,    /v3/api-docs,        401, 200, 401",
        "GET,    /t/o/abc,            200, 200, 200",
        "POST,   /t/u/abc,            200, 200, 200",
        "GET,    /actuator/health,    200, 200, 200",
        "GET,    /actuator/metrics,   403, 403, 403",
        "GET,    /actuator/env,       403, 403, 403",
        "GET,    /sign-in,            200, 200, 200",
        "GET,    /css/console.css,    200, 200, 200",
        "GET,    /,                   302, 302, 200",
        "GET,    /contacts,           302, 302, 200",
        "GET,    /mailbox/1/html,     302, 302, 200",
        "POST,   /handoffs/1/accept,  302, 302, 200",
        "GET,    /no-such-page,       302, 302, 404",
        "GET,    /api/no-such-thing,  401, 404, 401",
        "DELETE, /api/contacts,       401, 405, 401",
        "PUT,    /handoffs,           302, 302, 404",
    })
    void letsInWhomItShould(String method, String path, int nobody, int token, int signedIn) {
        assertThat(ask(method, path, Who.NOBODY)).hasStatus(nobody);
        assertThat(ask(method, path, Who.TOKEN)).hasStatus(token);
        assertThat(ask(method, path, Who.SIGNED_IN)).hasStatus(signedIn);
    }

    @Test
    void aWrongTokenIsToldWhatIsMissing() {
        var answer = mvc.get()
                .uri("/api/contacts")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + TOKEN + "x")
                .exchange();

        assertThat(answer).hasStatus(401).hasHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        assertThat(answer).bodyJson().extractingPath("$.detail").asString().contains("TRELLIS_API_TOKEN");
    }

    @Test
    void aFormWithoutItsTokenIsRefusedEvenFromSomeoneSignedIn() {
        assertThat(mvc.post().uri("/handoffs/1/accept").session(signedIn())).hasStatus(403);
    }

    @Test
    void aSessionWhoseUserHasChangedIsOver() {
        var session = signedIn();
        given(users.isCurrent(any())).willReturn(false);

        assertThat(mvc.get().uri("/contacts").accept(MediaType.TEXT_HTML).session(session))
                .hasRedirectedUrl("/sign-in");
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void aTokenHearsWhichScopeItLacks() {
        given(tokens.find("trellis_forms"))
                .willReturn(Optional.of(new ApiTokens.Token(
                        UUID.randomUUID(), "forms", Set.of(Scope.CONTACTS), Instant.EPOCH, "ada", null, null, null)));

        var answer = mvc.get()
                .uri("/api/contacts")
                .header(HttpHeaders.AUTHORIZATION, "Bearer trellis_forms")
                .exchange();

        assertThat(answer).hasStatus(403);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("This needs a token with the scope read or admin; yours has contacts.");
    }

    @Test
    void whatCannotBeDoneAtAnAddressSaysWhatCan() {
        assertThat(ask("DELETE", "/api/contacts", Who.TOKEN)).hasStatus(405).hasHeader("Allow", "GET, POST");
    }

    @Test
    void signingInMakesANewSessionOfTheOldOne() {
        var session = new MockHttpSession();
        var before = session.getId();

        assertThat(mvc.post()
                        .uri("/sign-in")
                        .session(session)
                        .with(csrf())
                        .param("username", "admin")
                        .param("password", "right"))
                .hasStatus(302);
        assertThat(session.getId()).isNotEqualTo(before);
    }

    @Test
    void whoIsRefusedAtTheSignInIsWrittenDownWithoutWhatTheyTyped() {
        assertThat(signIn("wrong", "192.0.2.8")).hasRedirectedUrl("/sign-in?wrong");

        then(audit).should().record("nobody", "sign-in refused", "users", "unknown name", "192.0.2.8");
    }

    @Test
    void someoneNotSignedInIsLedToTheSignInPage() {
        assertThat(mvc.get().uri("/contacts").accept(MediaType.TEXT_HTML)).hasRedirectedUrl("/sign-in");
    }

    @Test
    void aPartOfAPageThatMayNotBeSeenAnyMoreLeadsTheWholePageToTheSignIn() {
        assertThat(mvc.get().uri("/live/lifecycle").header("HX-Request", "true"))
                .hasStatus(401)
                .hasHeader("HX-Redirect", "/sign-in");
    }

    @Test
    void theRightPasswordOpensThePageThatWasAskedFor() {
        var asked = mvc.get().uri("/contacts").accept(MediaType.TEXT_HTML).exchange();
        var session =
                (MockHttpSession) Objects.requireNonNull(asked.getRequest().getSession());

        assertThat(mvc.post()
                        .uri("/sign-in")
                        .session(session)
                        .with(csrf())
                        .param("username", "admin")
                        .param("password", "right"))
                .hasStatus(302)
                .redirectedUrl()
                .contains("/contacts");
    }

    @ParameterizedTest
    @CsvSource({"OPERATOR, /", "MARKETER, /", "SALES, /handoffs", "SALES_MANAGER, /handoffs"})
    void whoAskedForNoPageBeginsWithWhatIsTheirs(Role role, String home) {
        given(users.loadUserByUsername("admin")).willAnswer(call -> user(role));
        var asked = mvc.get().uri("/").accept(MediaType.TEXT_HTML).exchange();
        var session = asked.getRequest().getSession(false);

        assertThat(mvc.post()
                        .uri("/sign-in")
                        .session(session instanceof MockHttpSession mine ? mine : new MockHttpSession())
                        .with(csrf())
                        .param("username", "admin")
                        .param("password", "right"))
                .hasRedirectedUrl(home);
    }

    @Test
    void tooManyWrongPasswordsHaveToRestEvenWithTheRightOne() {
        for (int i = 0; i < 5; i++) {
            assertThat(signIn("wrong", "192.0.2.7")).hasRedirectedUrl("/sign-in?wrong");
        }

        assertThat(signIn("right", "192.0.2.7")).hasRedirectedUrl("/sign-in?slow");
    }

    @Test
    void aProviderThatIsAwayStopsNeitherTheStartNorThePasswords() {
        var answer = mvc.get().uri("/sign-in/with/oidc").exchange();

        assertThat(answer).hasRedirectedUrl("/sign-in?refused");
        assertThat(SignOn.refusal(answer.getRequest()))
                .hasValueSatisfying(refusal -> assertThat(refusal.reason()).isEqualTo(SignOn.Reason.AWAY));
        assertThat(SignOn.refusal(answer.getRequest())).isEmpty();
        assertThat(signIn("right", "192.0.2.9")).hasRedirectedUrl("/");
    }

    @Test
    void aPageRunsNoScriptsButItsOwn() {
        assertThat(ask("GET", "/sign-in", Who.NOBODY))
                .headers()
                .hasHeaderSatisfying(
                        "Content-Security-Policy",
                        policy -> assertThat(policy)
                                .singleElement()
                                .asString()
                                .startsWith("default-src 'self';")
                                .doesNotContain("script-src"));
    }

    private MvcTestResult signIn(String password, String address) {
        return mvc.post()
                .uri("/sign-in")
                .with(request -> {
                    request.setRemoteAddr(address);
                    return request;
                })
                .with(csrf())
                .param("username", "admin")
                .param("password", password)
                .exchange();
    }

    private MvcTestResult ask(String method, String path, Who who) {
        var request = mvc.method(HttpMethod.valueOf(method)).uri(path);
        switch (who) {
            case NOBODY -> request.with(csrf());
            case TOKEN -> request.with(csrf()).header(HttpHeaders.AUTHORIZATION, "Bearer " + TOKEN);
            case SIGNED_IN -> request.with(csrf()).session(signedIn());
        }
        return request.exchange();
    }

    private static SignedInUser user() {
        return user(Role.OPERATOR);
    }

    private static SignedInUser user(Role role) {
        return new SignedInUser(new AppUser("admin", null, role, null, false, 1, Instant.EPOCH, null, null), HASH);
    }

    private static MockHttpSession signedIn() {
        var session = new MockHttpSession();
        session.setAttribute(
                HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY,
                new SecurityContextImpl(
                        UsernamePasswordAuthenticationToken.authenticated(user(), null, user().getAuthorities())));
        return session;
    }

    private enum Who {
        NOBODY,
        TOKEN,
        SIGNED_IN
    }

    /** Answers whoever gets through. */
    @RestController
    static class Inside {

        @RequestMapping("/**")
        String anything() {
            return "inside";
        }
    }

    @SpringBootConfiguration
    @EnableWebSecurity
    @EnableConfigurationProperties({TrellisProperties.class, SignOnProperties.class})
    @Import({SecurityConfiguration.class, ApiToken.class, SignIn.class, SignOn.class, Welcome.class, Inside.class})
    static class Application {}
}
