package dev.trellis.handoff;

import static dev.trellis.contact.ContactBuilder.aContact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

import dev.trellis.contact.Companies;
import dev.trellis.contact.Company;
import dev.trellis.contact.Contact;
import dev.trellis.engine.DecisionTables;
import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutingTableTests {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final UUID COMPANY = Ids.next();
    private static final String TERRITORIES = """
            "DE","AT","CH" | >= 1000 |      |           |             | "dach-large" | "high" | Large in DACH
            "DE","AT","CH" |         |      |           |             | "dach"       | null   | DACH
                           |         | "pt" | "planner" |             | "iberia"     | null   |
                           |         |      |           | "trade-fair"| "fairs"      | null   | Whom we met
            """;

    private final Companies companies = mock(Companies.class);
    private final Teams teams = mock(Teams.class);

    @BeforeEach
    void threeTeams() {
        given(teams.exists(any()))
                .willAnswer(call -> List.of("dach", "dach-large", "iberia").contains(call.<String>getArgument(0)));
    }

    @Test
    void theFirstRowThatFitsChoosesTheTeamAndIsNamed() {
        assertThat(route(TERRITORIES, contact("DE", null, null, Map.of())))
                .isEqualTo(new Route("dach", HandoffPriority.NORMAL, "team by row 2 of the table: DACH"));
        assertThat(route(TERRITORIES, contact("AT", null, null, Map.of("Number of employees", "2.500"))))
                .isEqualTo(new Route("dach-large", HandoffPriority.HIGH, "team by row 1 of the table: Large in DACH"));
        assertThat(route(TERRITORIES, contact("BR", "pt-BR", null, Map.of("product", " Planner "))))
                .isEqualTo(new Route("iberia", HandoffPriority.NORMAL, "team by row 3 of the table"));
    }

    @Test
    void theSizeMayBeTheCompanys() {
        given(companies.find(COMPANY))
                .willReturn(Optional.of(
                        new Company(COMPANY, "Acme", null, null, Map.of("employees", "1000-5000"), NOW, NOW)));

        assertThat(route(TERRITORIES, contact("CH", null, null, Map.of())).team())
                .isEqualTo("dach-large");
    }

    @Test
    void aTeamThatDoesNotExistAndNobodysRowAreSalesAndSaySo() {
        assertThat(route(TERRITORIES, contact("US", null, "trade-fair", Map.of())))
                .isEqualTo(new Route(
                        "sales",
                        HandoffPriority.NORMAL,
                        "to sales, since there is no team fairs, which row 4 of the table names"));
        assertThat(route(TERRITORIES, contact("US", null, null, Map.of())))
                .isEqualTo(new Route("sales", HandoffPriority.NORMAL, "to sales, since no row of the table fits"));
        assertThat(route(" | | | | | null | \"high\" |", contact("US", null, null, Map.of())))
                .isEqualTo(
                        new Route("sales", HandoffPriority.HIGH, "to sales, since row 1 of the table names no team"));
    }

    @Test
    void aTeamThatTheDiagramNamesWins() {
        var contact = contact("DE", null, null, Map.of());

        assertThat(table(TERRITORIES).route(contact, request(contact, "iberia", HandoffPriority.NORMAL)))
                .isEqualTo(new Route("iberia", HandoffPriority.NORMAL, ""));
        assertThat(table(TERRITORIES).route(contact, request(contact, "ibiza", HandoffPriority.HIGH)))
                .isEqualTo(new Route(
                        "sales",
                        HandoffPriority.HIGH,
                        "to sales, since there is no team ibiza, which the diagram names"));
    }

    @Test
    void whatTheDiagramSaysIsUrgentStaysUrgent() {
        var contact = contact("DE", null, null, Map.of());

        assertThat(table(TERRITORIES)
                        .route(contact, request(contact, null, HandoffPriority.HIGH))
                        .priority())
                .isEqualTo(HandoffPriority.HIGH);
    }

    @Test
    void withoutATableEverythingIsSales() {
        var contact = contact("DE", null, null, Map.of());
        var none = new RoutingTable(DmnFolder.read(Map.of(), Clock.systemUTC()), companies, teams);

        assertThat(none.route(contact, request(contact, null, HandoffPriority.NORMAL)))
                .isEqualTo(new Route("sales", HandoffPriority.NORMAL, ""));
        assertThat(none.warnings()).isEmpty();
    }

    @Test
    void teamsThatNobodyHasSetUpAreWarnedOf() {
        assertThat(table(TERRITORIES).warnings())
                .singleElement()
                .asString()
                .contains("\"fairs\"", "does not exist", "goes to sales");
    }

    @Test
    void rowsThatCouldNeverRouteAnybodyAreMistakes() {
        assertThat(problems(dmn(TERRITORIES, "FIRST", "employees", "team", "priority")))
                .isEmpty();
        assertThat(problems(dmn(TERRITORIES, "FIRST", "staff", "team", "priority")))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString()).contains("handoff-routing.dmn", "looks at staff", "employees"));
        assertThat(problems(dmn(TERRITORIES, "FIRST", "employees", "squad", "priority")))
                .singleElement()
                .asString()
                .contains("no column team");
        assertThat(problems(dmn(TERRITORIES, "COLLECT", "employees", "team", "priority")))
                .singleElement()
                .asString()
                .contains("FIRST");
        assertThat(problems(dmn("| | | | | \"Sales EMEA\" | \"urgent\" |", "FIRST", "employees", "team", "priority")))
                .extracting(Problem::toString)
                .satisfiesExactly(
                        name -> assertThat(name).contains("\"Sales EMEA\"", "sales-emea"),
                        priority -> assertThat(priority).contains("urgent", "high, normal"));
        assertThat(problems(dmn(TERRITORIES, "FIRST", "employees", "team", "urgency")))
                .isEmpty();
    }

    @Test
    void theTableThatWeShipIsSoundAndRoutesEverybody() {
        var shipped = DmnFolder.read(Path.of("bpmn"), Clock.systemUTC());
        var table = new RoutingTable(shipped, companies, teams);
        var contact = contact(null, null, null, Map.of());

        assertThat(new RoutingTableCheck(shipped).problems()).isEmpty();
        assertThat(table.warnings()).isEmpty();
        assertThat(table.route(contact, request(contact, null, HandoffPriority.NORMAL)))
                .isEqualTo(new Route("sales", HandoffPriority.NORMAL, "team by row 3 of the table: Everybody else"));
    }

    private Route route(String rows, Contact contact) {
        return table(rows).route(contact, request(contact, null, HandoffPriority.NORMAL));
    }

    private RoutingTable table(String rows) {
        return new RoutingTable(read(dmn(rows, "FIRST", "employees", "team", "priority")), companies, teams);
    }

    private static List<Problem> problems(String dmn) {
        return new RoutingTableCheck(read(dmn)).problems();
    }

    private static DecisionTables read(String dmn) {
        var tables =
                DmnFolder.read(Map.of("handoff-routing.dmn", dmn.getBytes(StandardCharsets.UTF_8)), Clock.systemUTC());
        assertThat(tables.problems()).isEmpty();
        return tables;
    }

    /** A table with a line for each row: five conditions, two answers, and the annotation. */
    private static String dmn(String rows, String hitPolicy, String size, String team, String priority) {
        var xml = new StringBuilder("""
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
                <decision id="handoff-routing" name="r"><decisionTable id="t" hitPolicy="%s">
                """.formatted(hitPolicy));
        for (var input : List.of("country", size, "language", "product", "source")) {
            xml.append(
                    "<input id=\"in-%1$s\"><inputExpression id=\"e-%1$s\"><text>%1$s</text></inputExpression></input>"
                            .formatted(input));
        }
        for (var output : List.of(team, priority)) {
            xml.append("<output id=\"out-%1$s\" name=\"%1$s\"/>".formatted(output));
        }
        for (var line : rows.strip().lines().toList()) {
            var cells = List.of(line.split("\\|", -1));
            xml.append("<rule id=\"r%d\"><description>%s</description>"
                    .formatted(xml.length(), cells.get(7).strip()));
            for (var i = 0; i < 7; i++) {
                var entry = i < 5 ? "inputEntry" : "outputEntry";
                xml.append("<%1$s id=\"c%2$d\"><text>%3$s</text></%1$s>"
                        .formatted(entry, xml.length(), cells.get(i).strip().replace(">", "&gt;")));
            }
            xml.append("</rule>");
        }
        return xml.append("</decisionTable></decision></definitions>").toString();
    }

    private static Contact contact(
            @Nullable String country,
            @Nullable String language,
            @Nullable String source,
            Map<String, String> attributes) {
        return aContact()
                .company(COMPANY, "Acme")
                .country(country)
                .language(language)
                .source(source)
                .attributes(attributes)
                .build();
    }

    private static HandoffRequest request(Contact contact, @Nullable String team, HandoffPriority priority) {
        return new HandoffRequest(
                contact.id(), HandoffKind.MQL, 1, team, priority, null, WaitsFor.DECISION, false, 1, 1);
    }
}
