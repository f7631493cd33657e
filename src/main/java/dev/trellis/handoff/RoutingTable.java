package dev.trellis.handoff;

import dev.trellis.contact.Companies;
import dev.trellis.contact.Contact;
import dev.trellis.engine.Decision;
import dev.trellis.engine.DecisionException;
import dev.trellis.engine.DecisionTables;
import dev.trellis.platform.StartNote;
import dev.trellis.scoring.Profile;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which team a contact is handed to, by {@code bpmn/handoff-routing.dmn}.
 *
 * <p>A team that the diagram names wins, and the table is not asked. Whatever is named and does not exist, and whoever
 * no row fits, goes to {@link Teams#SALES}, and the hand-off says so: no contact is lost by a slip.
 */
@Component
public class RoutingTable implements StartNote {

    static final String DECISION = "handoff-routing";
    static final String TEAM = "team";
    static final String PRIORITY = "priority";

    /** What the table is told; what is not known about a contact is null. */
    static final Set<String> TOLD = Set.of("kind", "country", "employees", "language", "product", "industry", "source");

    private final DecisionTables decisions;
    private final Companies companies;
    private final Teams teams;

    RoutingTable(DecisionTables decisions, Companies companies, Teams teams) {
        this.decisions = decisions;
        this.companies = companies;
        this.teams = teams;
    }

    /** What the table's rows name and nobody has set up yet. */
    public List<String> warnings() {
        return unknownTeams().stream()
                .map(team -> "handoff-routing.dmn names the team \"" + team
                        + "\", which does not exist: what it routes there goes to " + Teams.SALES
                        + " until you add the team on the page Teams, or with PUT /api/teams")
                .toList();
    }

    @Override
    public List<String> lines() {
        return warnings();
    }

    Route route(Contact contact, HandoffRequest request) {
        var named = request.team();
        if (named != null) {
            return exists(named)
                    ? new Route(named, request.priority(), "")
                    : toSales(request.priority(), "there is no team " + named + ", which the diagram names");
        }
        if (!decisions.ids().contains(DECISION)) {
            return new Route(Teams.SALES, request.priority(), "");
        }
        try {
            return route(decisions.decide(DECISION, inputs(contact, request.kind())), request.priority());
        } catch (DecisionException ex) {
            return toSales(request.priority(), "the table cannot be asked: " + ex.getMessage());
        }
    }

    private Route route(Decision decision, HandoffPriority asked) {
        if (!decision.matched()) {
            return toSales(asked, "no row of the table fits");
        }
        var high = HandoffPriority.HIGH.label().equals(decision.string(PRIORITY));
        var priority = high ? HandoffPriority.HIGH : asked;
        var row = "row " + decision.rule() + " of the table";
        var team = decision.string(TEAM);
        if (team == null || team.isBlank()) {
            return toSales(priority, row + " names no team");
        }
        return exists(team)
                ? new Route(
                        team, priority, "team by " + row + (decision.label().isEmpty() ? "" : ": " + decision.label()))
                : toSales(priority, "there is no team " + team + ", which " + row + " names");
    }

    private static Route toSales(HandoffPriority priority, String why) {
        return new Route(Teams.SALES, priority, "to " + Teams.SALES + ", since " + why);
    }

    private boolean exists(String team) {
        return team.equals(Teams.SALES) || teams.exists(team);
    }

    private Set<String> unknownTeams() {
        if (!decisions.ids().contains(DECISION)) {
            return Set.of();
        }
        var unknown = new TreeSet<String>();
        decisions.outputValues(DECISION, TEAM).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(team -> !exists(team))
                .forEach(unknown::add);
        return unknown;
    }

    private Map<String, Object> inputs(Contact contact, HandoffKind kind) {
        var company = contact.companyId() == null
                ? null
                : companies.find(contact.companyId()).orElse(null);
        var profile = Profile.of(contact, company);
        var inputs = new HashMap<String, Object>();
        inputs.put("kind", kind.label());
        put(inputs, "country", contact.country());
        put(inputs, "employees", profile.employees());
        put(inputs, "language", language(contact));
        put(inputs, "product", lower(profile.attributes().get("product")));
        put(inputs, "industry", lower(profile.attributes().get("industry")));
        put(inputs, "source", contact.source());
        return inputs;
    }

    /** The language without the country: whoever speaks pt-BR is spoken to in pt. */
    private static @Nullable String language(Contact contact) {
        return contact.language() == null
                ? null
                : Locale.forLanguageTag(contact.language()).getLanguage();
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.strip().toLowerCase(Locale.ROOT);
    }

    private static void put(Map<String, Object> inputs, String name, @Nullable Object value) {
        if (value != null) {
            inputs.put(name, value);
        }
    }
}
