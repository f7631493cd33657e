package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import dev.trellis.testing.TrellisTest;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every route the application has, and everybody who may knock there, against the table. */
@TrellisTest
class RoutesTests {

    /** What the stand-in for the controllers answers: whoever gets it was let in. */
    private static final int INSIDE = 299;

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");

    private final MockMvcTester mvc;
    private final RequestMappingHandlerMapping mappings;
    private final Users users;
    private final ApiTokens tokens;

    private final Map<Role, UserDetails> people = new EnumMap<>(Role.class);
    private final Map<Scope, String> programs = new EnumMap<>(Scope.class);

    RoutesTests(
            WebApplicationContext context,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings,
            Users users,
            ApiTokens tokens) {
        Filter inside = (request, response, chain) -> ((HttpServletResponse) response).setStatus(INSIDE);
        this.mvc = MockMvcTester.from(
                context,
                builder -> builder.apply(springSecurity()).addFilters(inside).build());
        this.mappings = mappings;
        this.users = users;
        this.tokens = tokens;
    }

    @BeforeEach
    void oneOfEachKind() {
        for (var role : Role.values()) {
            var name = "some-" + role.label();
            users.put(name, "correct horse battery", role);
            people.put(role, users.loadUserByUsername(name));
        }
        for (var scope : Scope.values()) {
            programs.put(scope, tokens.make("only-" + scope.label(), Set.of(scope), null, "tests"));
        }
    }

    @Test
    void everyRouteIsInOneLineOfTheTable() {
        var softly = new SoftAssertions();

        asked().forEach(asked -> softly.assertThat(
                        Routes.TABLE.all(asked.method(), PathContainer.parsePath(asked.path())))
                .as("lines for %s; add one to Routes that says who may", asked)
                .hasSize(1));

        softly.assertAll();
    }

    @Test
    void everybodyIsLetInOrRefusedAsTheTableSays() {
        var softly = new SoftAssertions();

        for (var asked : asked()) {
            var lines = Routes.TABLE.all(asked.method(), PathContainer.parsePath(asked.path()));
            if (lines.size() == 1) {
                var line = lines.getFirst();
                softly.assertThat(letIn(request(asked)))
                        .as("nobody at %s", asked)
                        .isEqualTo(line.open());
                people.forEach(
                        (role, person) -> softly.assertThat(letIn(request(asked).with(user(person))))
                                .as("%s at %s", role, asked)
                                .isEqualTo(line.open() || line.roles().contains(role)));
                programs.forEach((scope, token) -> softly.assertThat(
                                letIn(request(asked).header(HttpHeaders.AUTHORIZATION, "Bearer " + token)))
                        .as("a token for %s at %s", scope, asked)
                        .isEqualTo(line.open() || line.scopes().contains(scope)));
            }
        }

        softly.assertAll();
    }

    @Test
    void noFormIsTakenWithoutItsToken() {
        var softly = new SoftAssertions();

        for (var asked : asked()) {
            var line = Routes.TABLE.find(asked.method(), PathContainer.parsePath(asked.path()));
            if (!asked.method().equals(HttpMethod.GET)
                    && line.filter(each -> !each.roles().isEmpty()).isPresent()) {
                softly.assertThat(status(
                                mvc.method(asked.method()).uri(asked.path()).with(user(person(Role.OPERATOR)))))
                        .as("%s without the token of the form", asked)
                        .isEqualTo(403);
            }
        }

        softly.assertAll();
    }

    @Test
    void theTableSaysWhatWasAgreedOn() {
        assertThat(rolesFor(HttpMethod.POST, "/outbox/hold")).containsExactly(Role.OPERATOR);
        assertThat(rolesFor(HttpMethod.POST, "/handoffs/1/accept"))
                .containsExactlyInAnyOrder(Role.SALES, Role.SALES_MANAGER, Role.OPERATOR);
        assertThat(rolesFor(HttpMethod.POST, "/teams/sales/members"))
                .containsExactlyInAnyOrder(Role.SALES_MANAGER, Role.OPERATOR);
        assertThat(rolesFor(HttpMethod.POST, "/teams/absence"))
                .containsExactlyInAnyOrder(Role.SALES, Role.SALES_MANAGER, Role.OPERATOR);
        assertThat(rolesFor(HttpMethod.POST, "/broadcasts")).containsExactlyInAnyOrder(Role.MARKETER, Role.OPERATOR);
        assertThat(rolesFor(HttpMethod.GET, "/attention")).containsExactlyInAnyOrder(Role.MARKETER, Role.OPERATOR);
        assertThat(rolesFor(HttpMethod.POST, "/attention/retry")).containsExactly(Role.OPERATOR);
        assertThat(rolesFor(HttpMethod.GET, "/users")).containsExactly(Role.OPERATOR);
        assertThat(rolesFor(HttpMethod.GET, "/audit")).containsExactly(Role.OPERATOR);
        assertThat(scopesFor(HttpMethod.DELETE, "/api/contacts/1")).containsExactly(Scope.ADMIN);
        assertThat(scopesFor(HttpMethod.DELETE, "/api/suppressions/1")).containsExactly(Scope.ADMIN);
        assertThat(scopesFor(HttpMethod.POST, "/api/journeys/publish"))
                .containsExactlyInAnyOrder(Scope.JOURNEYS, Scope.ADMIN);
        assertThat(scopesFor(HttpMethod.POST, "/api/handoffs/1/accept"))
                .containsExactlyInAnyOrder(Scope.HANDOFFS, Scope.ADMIN);
    }

    private static Set<Role> rolesFor(HttpMethod method, String path) {
        return Routes.TABLE
                .find(method, PathContainer.parsePath(path))
                .orElseThrow()
                .roles();
    }

    private static Set<Scope> scopesFor(HttpMethod method, String path) {
        return Routes.TABLE
                .find(method, PathContainer.parsePath(path))
                .orElseThrow()
                .scopes();
    }

    private UserDetails person(Role role) {
        return Objects.requireNonNull(people.get(role));
    }

    private MockMvcTester.MockMvcRequestBuilder request(Asked asked) {
        return mvc.method(asked.method()).uri(asked.path()).with(csrf());
    }

    private static boolean letIn(MockMvcTester.MockMvcRequestBuilder request) {
        return status(request) == INSIDE;
    }

    private static int status(MockMvcTester.MockMvcRequestBuilder request) {
        return request.exchange().getResponse().getStatus();
    }

    /** An example of each route, with something in the place of each variable. */
    private List<Asked> asked() {
        var all = new ArrayList<Asked>();
        mappings.getHandlerMethods()
                .forEach((mapping, handler) -> methods(mapping)
                        .forEach(method -> mapping.getPatternValues()
                                .forEach(pattern -> all.add(new Asked(
                                        method,
                                        VARIABLE.matcher(pattern).replaceAll("x1"),
                                        pattern,
                                        handler.getShortLogMessage())))));
        assertThat(all).hasSizeGreaterThan(150);
        return all;
    }

    private static Set<HttpMethod> methods(RequestMappingInfo mapping) {
        var named = mapping.getMethodsCondition().getMethods();
        return named.isEmpty()
                ? Set.of(HttpMethod.GET, HttpMethod.POST)
                : named.stream().map(RequestMethod::asHttpMethod).collect(Collectors.toSet());
    }

    /** Something the application can be asked for. */
    private record Asked(HttpMethod method, String path, String pattern, String handler) {

        @Override
        public String toString() {
            return method + " " + pattern + " of " + handler;
        }
    }
}
