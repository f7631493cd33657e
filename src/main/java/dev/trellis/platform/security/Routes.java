package dev.trellis.platform.security;

import static dev.trellis.platform.security.Role.MARKETER;
import static dev.trellis.platform.security.Role.OPERATOR;
import static dev.trellis.platform.security.Scope.ADMIN;
import static dev.trellis.platform.security.Scope.CONTACTS;
import static dev.trellis.platform.security.Scope.EMAIL;
import static dev.trellis.platform.security.Scope.JOURNEYS;
import static dev.trellis.platform.security.Scope.READ;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Who may ask for what: one table that every door reads. What is asked for is in one line or in none, and what is in
 * none nobody gets, whoever they are. A role or scope is named where it may; operators and admin tokens always may.
 */
final class Routes {

    private static final Set<HttpMethod> ANY = Set.of(GET, POST, PUT, PATCH, DELETE, HttpMethod.OPTIONS);

    private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);
    private static final Set<Role> MARKETING = EnumSet.of(MARKETER, OPERATOR);
    private static final Set<Role> SALES = EnumSet.of(Role.SALES, Role.SALES_MANAGER, OPERATOR);
    private static final Set<Role> MANAGERS = EnumSet.of(Role.SALES_MANAGER, OPERATOR);
    private static final Set<Role> LEADERS = EnumSet.of(MARKETER, Role.SALES_MANAGER, OPERATOR);
    private static final Set<Role> OPERATORS = EnumSet.of(OPERATOR);

    static final Routes TABLE = new Routes(List.of(
            // Nobody has to say who they are: the links readers get, and what it takes to sign in.
            open("/t/**"),
            open(GET, "/actuator/health/**"),
            open(GET, "/css/**"),
            open(GET, "/js/**"),
            open(GET, "/vendor/**"),
            open(GET, "/webjars/**"),
            open(GET, "/favicon.svg"),
            open(GET, "/sign-in"),
            open("/error"),

            // The pages.
            page(GET, "/", EVERYBODY),
            page(GET, "/live/lifecycle", EVERYBODY),
            page(GET, "/diagrams/{process}", EVERYBODY),
            page(GET, "/journeys/{process}", EVERYBODY),
            page(GET, "/live/journeys/{process}", EVERYBODY),
            page(POST, "/journeys/{process}/start", MARKETING),
            page(GET, "/contacts", EVERYBODY),
            page(GET, "/contacts/{id}", EVERYBODY),
            page(GET, "/contacts/{id}/timeline", EVERYBODY),
            page(POST, "/contacts/{id}/stage", LEADERS).noting("stage"),
            page(POST, "/contacts/{id}/calls", EVERYBODY),
            page(GET, "/handoffs/**", EVERYBODY),
            page(POST, "/handoffs/**", SALES).noting("reason", "owner"),
            page(GET, "/objections", LEADERS),
            page(GET, "/objections/{id}", EVERYBODY),
            page(GET, "/objections/{id}/email", EVERYBODY),
            page(POST, "/objections/{id}/{answer:answer|decline}", MARKETING),
            page(POST, "/objections/{id}/send", SALES),
            page(GET, "/rejects/**", LEADERS),
            page(POST, "/rejects/backtest", MARKETING),
            page(GET, "/reject-reasons", LEADERS),
            page(POST, "/reject-reasons/**", LEADERS).noting("label"),
            page(GET, "/loss-reasons", LEADERS),
            page(POST, "/loss-reasons/**", LEADERS).noting("label"),
            page(GET, "/tasks/**", EVERYBODY),
            page(POST, "/tasks/**", SALES),
            page(GET, "/deals/**", EVERYBODY),
            page(POST, "/deals/**", SALES).noting("reason", "step", "override"),
            page(GET, "/pipeline", EVERYBODY),
            page(POST, "/pipeline/**", MANAGERS),
            page(GET, "/teams/**", EVERYBODY),
            page(POST, "/teams", MANAGERS),
            page(POST, "/teams/{team}/members/**", MANAGERS),
            page(POST, "/teams/absence", SALES),
            page(GET, "/outbox", MARKETING),
            page(GET, "/live/outbox", MARKETING),
            page(POST, "/outbox/{action:hold|release}", OPERATORS).noting("kind", "name"),
            page(GET, "/broadcasts", MARKETING),
            page(POST, "/broadcasts/**", MARKETING),
            page(GET, "/templates/**", MARKETING),
            page(POST, "/templates/{name}/test", MARKETING),
            page(GET, "/sends", MARKETING),
            page(GET, "/emails/{id}", EVERYBODY),
            page(GET, "/mailbox/**", MARKETING),
            page(GET, "/domain", MARKETING),
            page(GET, "/backtests/**", MARKETING),
            page(GET, "/live/backtests/{id}", MARKETING),
            page(POST, "/backtests", MARKETING),
            page(GET, "/attention/**", MARKETING),
            page(POST, "/attention/doubts/{id}/{answer:confirm|dismiss}", MARKETING),
            page(POST, "/attention/retry", OPERATORS).noting("processId", "elementId"),
            page(POST, "/attention/incidents/{key}/resolve", OPERATORS),
            page(POST, "/attention/undelivered/{id}/again", OPERATORS),
            page(GET, "/webhooks/**", OPERATORS),
            page(POST, "/webhooks/**", OPERATORS),
            page(GET, "/password", EVERYBODY),
            page(POST, "/password", EVERYBODY).unaudited(),
            page(GET, "/users/**", OPERATORS),
            page(POST, "/users/**", OPERATORS).unaudited(),
            page(GET, "/tokens/**", OPERATORS),
            page(POST, "/tokens/**", OPERATORS).unaudited(),
            page(GET, "/audit", OPERATORS),

            // The API: contacts and what is known of them.
            api(GET, "/v3/api-docs/**", Scope.values()),
            api(GET, "/v3/api-docs.yaml", Scope.values()),
            api(GET, "/api/contacts", READ),
            api(GET, "/api/contacts/{id}", READ),
            api(GET, "/api/contacts/{id}/{part:timeline|stage|score|referral}", READ),
            api(GET, "/api/contacts/{id}/export", ADMIN).sensitive(),
            api(POST, "/api/contacts", CONTACTS).unaudited(),
            api(POST, "/api/contacts/import", CONTACTS),
            api(PATCH, "/api/contacts/{id}", CONTACTS).unaudited(),
            api(PUT, "/api/contacts/{id}/consent", CONTACTS).unaudited(),
            api(PUT, "/api/contacts/{id}/stage", CONTACTS),
            api(POST, "/api/contacts/merge", ADMIN),
            api(DELETE, "/api/contacts/{id}", ADMIN),
            api(POST, "/api/contacts/{id}/churn", Scope.DEALS),
            api(POST, "/api/activities", CONTACTS).unaudited(),
            api(POST, "/api/visits/reclassify", ADMIN),
            api(GET, "/api/companies/**", READ),
            api(POST, "/api/companies", CONTACTS).unaudited(),
            api(PATCH, "/api/companies/{id}", CONTACTS).unaudited(),
            api(GET, "/api/referrals", READ),
            api(POST, "/api/referrals", CONTACTS).unaudited(),
            api(GET, "/api/referral-rewards", READ),
            api(POST, "/api/referral-rewards/{id}/grant", CONTACTS),
            api(GET, "/api/feedback/**", READ),
            api(GET, "/api/stages", READ),
            // Journeys and what they send.
            api(GET, "/api/journeys", READ),
            api(POST, "/api/journeys/publish", JOURNEYS),
            api(POST, "/api/journeys/{id}/start", JOURNEYS),
            api(GET, "/api/backtests/**", READ, JOURNEYS),
            api(POST, "/api/backtests", JOURNEYS),
            api(GET, "/api/broadcasts/**", READ, EMAIL),
            api(POST, "/api/broadcasts/**", EMAIL),
            api(GET, "/api/segments/count", READ, EMAIL),
            api(GET, "/api/templates/**", READ, EMAIL),
            api(POST, "/api/templates/{name}/test", EMAIL),
            api(GET, "/api/emails/**", READ, EMAIL),
            api(POST, "/api/emails/holds", ADMIN),
            api(DELETE, "/api/emails/holds/{kind}/{name}", ADMIN),
            api(POST, "/api/emails/cancel", EMAIL),
            api(GET, "/api/suppressions", READ, EMAIL),
            api(GET, "/api/suppressions/export", ADMIN).sensitive(),
            api(POST, "/api/suppressions", EMAIL),
            api(POST, "/api/suppressions/import", EMAIL),
            api(DELETE, "/api/suppressions/{id}", ADMIN),
            api(GET, "/api/inbound/**", READ, EMAIL),
            api(POST, "/api/inbound", EMAIL).unaudited(),
            api(POST, "/api/inbound/{id}/{answer:confirm|dismiss}", EMAIL),
            // Sales.
            api(GET, "/api/handoffs/**", READ, Scope.HANDOFFS),
            api(POST, "/api/handoffs/**", Scope.HANDOFFS),
            api(GET, "/api/objections/**", READ, Scope.HANDOFFS),
            api(POST, "/api/objections", Scope.HANDOFFS, Scope.DEALS),
            api(POST, "/api/objections/{id}/{answer:answer|decline}", EMAIL),
            api(GET, "/api/rejects/**", READ, Scope.HANDOFFS),
            api(GET, "/api/reject-reasons", READ, Scope.HANDOFFS),
            api(POST, "/api/reject-reasons", ADMIN),
            api(PATCH, "/api/reject-reasons/{name}", ADMIN),
            api(PUT, "/api/reject-reasons/order", ADMIN),
            api(GET, "/api/loss-reasons", READ, Scope.DEALS),
            api(POST, "/api/loss-reasons", ADMIN),
            api(PATCH, "/api/loss-reasons/{name}", ADMIN),
            api(PUT, "/api/loss-reasons/order", ADMIN),
            api(GET, "/api/tasks/**", READ, Scope.HANDOFFS),
            api(POST, "/api/tasks/**", Scope.HANDOFFS),
            api(GET, "/api/teams/**", READ, Scope.HANDOFFS),
            api(PUT, "/api/teams/**", ADMIN),
            api(GET, "/api/deals/**", READ, Scope.DEALS),
            api(PUT, "/api/deals/steps/{name}", ADMIN),
            api(DELETE, "/api/deals/steps/{name}", ADMIN),
            api(PUT, "/api/deals/{id}/confirmations/{confirmation}", Scope.DEALS),
            api(POST, "/api/deals/**", Scope.DEALS),
            api(PATCH, "/api/deals/**", Scope.DEALS),
            api(PUT, "/api/deals/{id}/competitor", Scope.DEALS),
            // The works.
            api(GET, "/api/incidents", READ),
            api(POST, "/api/incidents/{key}/resolve", ADMIN),
            api(GET, "/api/undelivered-commands", READ),
            api(POST, "/api/undelivered-commands/{id}/retry", ADMIN),
            api(GET, "/api/parked-jobs/**", READ),
            api(POST, "/api/parked-jobs/**", ADMIN),
            api(GET, "/api/webhooks/**", ADMIN),
            api(POST, "/api/webhooks/**", ADMIN),
            api(PATCH, "/api/webhooks/**", ADMIN),
            api(DELETE, "/api/webhooks/{id}", ADMIN),
            api(GET, "/api/hooks/**", ADMIN),
            api(POST, "/api/hooks/**", ADMIN),
            api(DELETE, "/api/hooks/{id}", ADMIN),
            api(GET, "/api/audit", ADMIN)));

    private final List<Route> lines;

    Routes(List<Route> lines) {
        this.lines = List.copyOf(lines);
    }

    Optional<Route> find(HttpServletRequest request) {
        return find(HttpMethod.valueOf(request.getMethod()), path(request));
    }

    Optional<Route> find(HttpMethod method, PathContainer path) {
        return lines.stream().filter(line -> line.matches(method, path)).findFirst();
    }

    /** Every line that speaks of it, which should be one. */
    List<Route> all(HttpMethod method, PathContainer path) {
        return lines.stream().filter(line -> line.matches(method, path)).toList();
    }

    /** What else can be asked of the same address. */
    Set<String> methodsAt(HttpServletRequest request) {
        var path = path(request);
        var methods = new TreeSet<String>();
        lines.stream()
                .filter(line -> line.path().matches(path))
                .forEach(line -> line.methods().forEach(method -> methods.add(method.name())));
        return methods;
    }

    private static PathContainer path(HttpServletRequest request) {
        return ServletRequestPathUtils.parse(request).pathWithinApplication();
    }

    private static Route open(String path) {
        return Route.open(ANY, path);
    }

    private static Route open(HttpMethod method, String path) {
        return Route.open(Set.of(method), path);
    }

    private static Route page(HttpMethod method, String path, Set<Role> roles) {
        return Route.page(method, path, roles);
    }

    private static Route api(HttpMethod method, String path, Scope... scopes) {
        var all = new ArrayList<>(List.of(scopes));
        all.add(ADMIN);
        return Route.api(method, path, EnumSet.copyOf(all));
    }
}
