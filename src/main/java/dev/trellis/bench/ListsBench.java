package dev.trellis.bench;

import static dev.trellis.platform.UtcTime.instant;

import dev.trellis.embedded.ThrowAwayFolder;
import dev.trellis.handoff.Teams;
import dev.trellis.platform.Command;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Users;
import dev.trellis.platform.web.Cursor;
import java.io.IOException;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long the lists of the console take, whole pages as a browser gets them, with very many contacts in a throw-away
 * data folder. A tenth of a second at the 95th percentile is the measure: above 1 the slowest list took less.
 */
final class ListsBench {

    private static final Duration MEASURE = Duration.ofMillis(100);

    /** So often that what is measured is a server at work, and not the compiler that still works for it. */
    private static final int WARM_UP = 25;

    private static final String PASSWORD = "bench-of-the-lists";
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("(?:href|hx-get)=\"([^\"]*(?:before|after)=[^\"]+)\"");

    private final PrintStream out;
    private final int contacts;
    private final int rounds;

    ListsBench(PrintStream out, int contacts, int rounds) {
        this.out = out;
        this.contacts = contacts;
        this.rounds = rounds;
    }

    /** Measures each list; gives whether all of them are fast enough. */
    boolean run(Command.Launcher launcher) throws IOException, InterruptedException {
        var folder = ThrowAwayFolder.create("trellis-bench");
        var application = folder.serve(launcher, settings(folder.path()));
        var jdbc = application.getBean(JdbcClient.class);
        var begun = Instant.now();
        ListsFilling.fill(jdbc, contacts, begun);
        out.println("%,d contacts, filled in %d s, %s"
                .formatted(contacts, Duration.between(begun, Instant.now()).toSeconds(), Machine.now()));
        var lists = lists(Readers.of(application), jdbc);
        for (int warming = 0; warming < WARM_UP; warming++) {
            for (var list : lists) {
                list.who().get(list.path());
            }
        }
        double worst = 0;
        for (var list : lists) {
            worst = Math.max(worst, measure(list));
        }
        out.println("RATIO lists %.2f".formatted(MEASURE.toMillis() / worst));
        return worst <= MEASURE.toMillis();
    }

    private static List<Listing> lists(Readers readers, JdbcClient jdbc) {
        var lists = new ArrayList<Listing>();
        all(jdbc).forEach((name, path) -> lists.add(new Listing(readers.operator(), name, path)));
        ofManagers().forEach((name, path) -> {
            lists.add(new Listing(readers.operator(), name, path));
            lists.add(new Listing(readers.manager(), name + ", team's", path));
        });
        ofSales().forEach((name, path) -> {
            lists.add(new Listing(readers.operator(), name, path));
            lists.add(new Listing(readers.manager(), name + ", team's", path));
            lists.add(new Listing(readers.seller(), name + ", own", path));
        });
        return lists;
    }

    /** The lists by what they are called, as addresses. */
    private static Map<String, String> all(JdbcClient jdbc) {
        var busy = jdbc.sql("select id from contact order by id limit 1")
                .query(UUID.class)
                .single();
        var lists = new LinkedHashMap<String, String>();
        lists.put("everybody", "/contacts");
        lists.put("everybody, deep", "/contacts?before=" + deep(jdbc, "contact", "created_at"));
        lists.put("stage, many", "/contacts?stage=lead");
        lists.put("stage, few", "/contacts?stage=sql");
        lists.put("closed lost", "/contacts?stage=closed-lost");
        lists.put("hot", "/contacts?temperature=hot");
        lists.put("cold", "/contacts?temperature=cold");
        lists.put("fit", "/contacts?fit=A");
        lists.put("fit not known", "/contacts?fit=unknown");
        lists.put("owner", "/contacts?owner=" + ListsFilling.SELLER);
        lists.put("no owner", "/contacts?owner=nobody");
        lists.put("source, old", "/contacts?source=old-crm");
        lists.put("country", "/contacts?country=DE");
        lists.put("tag, few", "/contacts?tag=vip");
        lists.put("tag, many", "/contacts?tag=webinar");
        lists.put("nobody has both", "/contacts?stage=subscriber&temperature=hot");
        lists.put("stage, source, old", "/contacts?stage=lead&source=old-crm");
        lists.put("stage, fit, country", "/contacts?stage=lead&fit=B&country=NO");
        lists.put("all filters", "/contacts?stage=customer&temperature=warm&fit=C&country=DE&source=web&tag=webinar");
        lists.put("owner, hot", "/contacts?owner=" + ListsFilling.SELLER + "&temperature=hot");
        lists.put("text, one letter", "/contacts?q=a");
        lists.put("text, name", "/contacts?q=" + encoded("jiří okonkwo1"));
        lists.put("text, domain", "/contacts?q=" + encoded("@company77."));
        lists.put("text, company", "/contacts?q=" + encoded("company 77"));
        lists.put("text, nobody", "/contacts?q=xyzzy");
        lists.put("text, stage, hot", "/contacts?q=kofi&stage=customer&temperature=hot");
        lists.put("sent emails", "/sends");
        lists.put("sent emails, deep", "/sends?before=" + deep(jdbc, "send", "planned_at"));
        lists.put("sent, failed", "/sends?state=failed");
        lists.put("sent, planned", "/sends?state=planned");
        lists.put("sent to address", "/sends?to=p7");
        lists.put("sent to domain", "/sends?to=" + encoded("@company77."));
        lists.put("sent to nobody", "/sends?to=xyzzy");
        lists.put("sent, failed, to", "/sends?state=failed&to=p7");
        lists.put("timeline", "/contacts/" + busy + "/timeline");
        lists.put("timeline, one kind", "/contacts/" + busy + "/timeline?type=stage");
        lists.put("objections", "/objections");
        lists.put("broadcasts", "/broadcasts");
        lists.put("outbox", "/outbox");
        lists.put("attention", "/attention");
        lists.put("users", "/users");
        lists.put("teams", "/teams");
        lists.put("audit", "/audit");
        lists.put("audit, deep", "/audit?after=" + deep(jdbc, "audit", "at"));
        lists.put("audit, who", "/audit?actor=user-7");
        lists.put("audit, nobody", "/audit?actor=xyzzy");
        lists.put("audit, all deals", "/audit?object=deals/");
        lists.put("audit, who, deals", "/audit?actor=user-7&object=deals/");
        lists.put("audit, nothing", "/audit?object=xyzzy");
        lists.put(
                "audit, one day",
                "/audit?from=%1$s&to=%1$s"
                        .formatted(LocalDate.now(ZoneOffset.UTC).minusDays(2)));
        lists.put("webhooks", "/webhooks");
        for (var state : List.of("", "delivered", "waiting", "dead")) {
            lists.put(
                    "deliveries" + (state.isEmpty() ? "" : ", ") + state,
                    "/webhooks/" + idNamed(jdbc, "webhook") + "?state=" + state);
        }
        lists.put("incoming", "/webhooks/incoming");
        return lists;
    }

    private static Map<String, String> ofManagers() {
        var lists = new LinkedHashMap<String, String>();
        lists.put("rejects", "/rejects");
        lists.put("rejects, chosen", "/rejects?reason=no-budget&person=" + ListsFilling.SELLER);
        return lists;
    }

    /** The lists that show each salesperson something else. */
    private static Map<String, String> ofSales() {
        var lists = new LinkedHashMap<String, String>();
        lists.put("hand-offs, tasks", "/handoffs");
        lists.put("hand-offs, owner", "/handoffs?owner=" + ListsFilling.SELLER);
        lists.put("hand-offs, one letter", "/handoffs?q=a");
        lists.put("hand-offs, name", "/handoffs?q=" + encoded("jiří okonkwo1"));
        lists.put("hand-offs, first name", "/handoffs?q=kofi");
        lists.put("hand-offs, company", "/handoffs?q=" + encoded("company 77"));
        lists.put("hand-offs, nobody", "/handoffs?q=xyzzy");
        lists.put("deals, board", "/deals");
        lists.put("deals, one letter", "/deals?q=a");
        lists.put("deals, company", "/deals?q=" + encoded("company 77"));
        lists.put("deals, found", "/deals?q=" + encoded("plan for 77"));
        lists.put("deals, not found", "/deals?q=xyzzy");
        lists.put("deals, owner", "/deals?whose=" + ListsFilling.SELLER);
        lists.put("deals, late", "/deals?closing=late");
        lists.put("deals, list", "/deals?view=list");
        lists.put("deals, won", "/deals?state=won");
        lists.put("deals, lost", "/deals?state=lost");
        return lists;
    }

    private static UUID idNamed(JdbcClient jdbc, String table) {
        return jdbc.sql("select id from " + table + " order by name limit 1")
                .query(UUID.class)
                .single();
    }

    /** Where a list stands that somebody has read half of. */
    private static Cursor deep(JdbcClient jdbc, String table, String time) {
        return jdbc.sql("""
                        select %2$s as at, id from %1$s order by %2$s desc, id desc
                        offset (select count(*) / 2 from %1$s) limit 1""".formatted(table, time))
                .query((row, number) -> new Cursor(instant(row, "at"), row.getObject("id", UUID.class)))
                .single();
    }

    /** Reads the list and the three pages that follow it, again and again; gives the 95th percentile in ms. */
    private double measure(Listing list) throws IOException, InterruptedException {
        var times = new double[rounds * 4];
        int taken = 0;
        for (int round = 0; round < rounds; round++) {
            var next = list.path();
            for (int page = 0; page < 4 && next != null; page++) {
                long start = System.nanoTime();
                var body = list.who().get(next);
                times[taken++] = (System.nanoTime() - start) / 1e6;
                var match = NEXT.matcher(body);
                next = match.find() ? match.group(1).replace("&amp;", "&") : null;
            }
        }
        var sorted = Arrays.copyOf(times, taken);
        Arrays.sort(sorted);
        double high = sorted[(int) Math.ceil(taken * 0.95) - 1];
        out.println("%-26s p50 %6.1f ms, p95 %6.1f ms%s"
                .formatted(list.name(), sorted[taken / 2], high, high > MEASURE.toMillis() ? "  TOO SLOW" : ""));
        return high;
    }

    /** Nothing is sent: this measures the reading. */
    private static String[] settings(Path folder) {
        return Settings.of(
                folder,
                List.of(
                        "trellis.email.enabled=false",
                        "trellis.smtp-url=",
                        "trellis.security.first-password=" + PASSWORD));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A list, and who looks at it. */
    private record Listing(Reader who, String name, String path) {}

    /**
     * Who sees everything, who sees what their team has, and who sees what is theirs: they are shown different rows.
     */
    private record Readers(Reader operator, Reader manager, Reader seller) {

        static Readers of(ConfigurableApplicationContext application) throws IOException, InterruptedException {
            var users = application.getBean(Users.class);
            users.add("bench-manager", "manager@example.com", Role.SALES_MANAGER, Teams.SALES, PASSWORD);
            users.add("bench-seller", ListsFilling.SELLER, Role.SALES, Teams.SALES, PASSWORD);
            var port = application.getEnvironment().getRequiredProperty("local.server.port");
            return new Readers(
                    Reader.signedIn(port, "admin"),
                    Reader.signedIn(port, "bench-manager"),
                    Reader.signedIn(port, "bench-seller"));
        }
    }

    /** Somebody who has signed in and reads pages. */
    private static final class Reader {

        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private final String address;

        private Reader(String port) {
            this.address = "http://localhost:" + port;
        }

        static Reader signedIn(String port, String name) throws IOException, InterruptedException {
            var reader = new Reader(port);
            reader.signIn(name);
            return reader;
        }

        private void signIn(String name) throws IOException, InterruptedException {
            var match = TOKEN.matcher(get("/sign-in"));
            if (!match.find()) {
                throw new IllegalStateException("The page to sign in at has no form");
            }
            var form = "username=" + name + "&password=" + PASSWORD + "&_csrf=" + encoded(match.group(1));
            send(HttpRequest.newBuilder(URI.create(address + "/sign-in"))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form)));
        }

        String get(String path) throws IOException, InterruptedException {
            var answer = send(HttpRequest.newBuilder(URI.create(address + path)));
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " answers " + answer.statusCode());
            }
            return answer.body();
        }

        private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
