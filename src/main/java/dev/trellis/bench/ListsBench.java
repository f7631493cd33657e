package dev.trellis.bench;

import dev.trellis.embedded.ThrowAwayFolder;
import dev.trellis.platform.Command;
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
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long the lists of the console take, whole pages as a browser gets them, with very many contacts in a throw-away
 * data folder. A tenth of a second at the 95th percentile is the measure: above 1 the slowest list took less.
 */
final class ListsBench {

    private static final Duration MEASURE = Duration.ofMillis(100);
    private static final int WARM_UP = 5;
    private static final String PASSWORD = "bench-of-the-lists";
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern NEXT = Pattern.compile("(?:href|hx-get)=\"([^\"]*before=[^\"]+)\"");

    /**
     * Few are far on their way, and the warm are among them; an old import lies below all that came since. What one in
     * some has is decided by other digits than what another one in some has.
     */
    private static final String FILL = """
            with person as (
                insert into contact (id, email, email_key, first_name, last_name, country, source, attributes,
                                     created_at, updated_at)
                select uuidv7(), e, e, (array['Ada', 'Grace', 'Kofi', 'Märta', 'Jiří', 'Sinéad', 'Lin', 'Oliver'])[1 + h %% 8],
                       (array['Berg', 'Okonkwo', 'Novák', 'Walsh', 'Conti', 'Meyer', 'Lund'])[1 + h / 8 %% 7] || h %% 997,
                       case when h %% 3 = 0 then 'DE'
                            else (array['GB', 'US', 'FR', 'JP', 'NO', 'CZ', 'IT', 'ES'])[1 + h / 3 %% 8] end,
                       case when i < :contacts * 0.4 then 'old-crm' else (array['fair', 'web', 'advert'])[1 + h %% 3] end,
                       cast(case when h %% 100 = 7 then '{"tags": "vip, partner"}'
                                 when h %% 10 = 3 then '{"tags": "webinar"}' else '{}' end as jsonb),
                       :now, :now
                from (select i, abs(hashint4(i)) as h from generate_series(1, :contacts) as i) as number,
                     lateral (select 'p' || h %% 1000 || '-' || i || '@company' || h %% 20000 || '.example' as e) as address
                returning id, abs(hashint4(cast(substring(email from '-([0-9]+)') as integer))) as h
            ), placed as (
                insert into lifecycle (contact_id, stage, entry, entered_at, closed_lost, journey)
                select id, case when h %% 100 < 60 then 'subscriber' when h %% 100 < 94 then 'lead'
                                when h %% 100 < 96 then 'mql' when h %% 100 < 97 then 'sql'
                                when h %% 100 < 98 then 'opportunity' else 'customer' end,
                       1, :now, h %% 100 = 93, false from person
            ), judged as (
                insert into score (contact_id, fit, temperature, changed_at)
                select id, (array['A', 'B', 'C', 'D', 'unknown'])[1 + h / 100 %% 5],
                       case when h %% 100 < 60 then 'cold' when h %% 100 < 96 and h / 7 %% 10 < 8 then 'cold'
                            when h / 11 %% 3 = 0 then 'hot' else 'warm' end, :now
                from person where h %% 100 >= 30
            ), owned as (
                insert into contact_owner (contact_id, owner, since, actor)
                select id, 'seller-' || h / 100 %% 200 || '@example.com', :now, 'bench' from person where h %% 100 >= 90
            ), did as (
                insert into activity (id, contact_id, type, at, recorded_at, properties)
                select uuidv7(), id, 'page-viewed', :now, :now, '{"page": "/pricing"}' from person where h %% 2 = 0
            )
            insert into send (id, element_instance_key, contact_id, process_id, element_id, template, stream,
                              recipient_address, to_contact, in_the_name_of_owner, send_window, on_cap, repeat, links,
                              facts, state, reason, planned_at, due_at, counts_on, not_after, next_attempt_at, message_id,
                              accepted_at, finished_at)
            select uuidv7(), -row_number() over (), id, 'lead', 'send-guide', 'lead-1-problem', 'marketing',
                   'someone@example.com', true, false, 'ANY', 'DELAY', false, '[]', '{}',
                   case when h %% 500 = 1 then 'FAILED' else 'SENT' end, null, :now, :now, :day, :now, :now,
                   cast(id as text), :now, :now
            from person
            """.replace("%%", "%");

    private static final String HISTORY = """
            insert into activity (id, contact_id, type, at, recorded_at)
            select uuidv7(), :contact, 'page-viewed', :now - i * interval '1 minute', :now
            from generate_series(1, 20000) as i
            """;

    private final PrintStream out;
    private final int contacts;
    private final int rounds;

    ListsBench(PrintStream out, int contacts, int rounds) {
        this.out = out;
        this.contacts = contacts;
        this.rounds = rounds;
    }

    void run(Command.Launcher launcher) throws IOException, InterruptedException {
        var folder = ThrowAwayFolder.create("trellis-bench");
        var application = folder.serve(launcher, settings(folder.path()));
        var busy = fill(application.getBean(JdbcClient.class));
        out.println("%,d contacts, %s".formatted(contacts, Machine.now()));
        var reader = new Reader(application.getEnvironment().getRequiredProperty("local.server.port"));
        reader.signIn();
        for (int warming = 0; warming < WARM_UP; warming++) {
            for (var path : lists(busy).values()) {
                reader.get(path);
            }
        }
        double worst = 0;
        for (var list : lists(busy).entrySet()) {
            worst = Math.max(worst, measure(reader, list.getKey(), list.getValue()));
        }
        out.println("RATIO lists %.2f".formatted(MEASURE.toMillis() / worst));
    }

    private UUID fill(JdbcClient jdbc) {
        var now = Instant.now().atOffset(ZoneOffset.UTC);
        jdbc.sql(FILL)
                .param("contacts", contacts)
                .param("now", now)
                .param("day", now.toLocalDate())
                .update();
        var busy = jdbc.sql("select id from contact order by id limit 1")
                .query(UUID.class)
                .single();
        jdbc.sql(HISTORY).param("contact", busy).param("now", now).update();
        jdbc.sql("vacuum analyze contact, lifecycle, score, contact_owner, activity, send")
                .update();
        return busy;
    }

    /** The lists by what they are called, as addresses. */
    private static Map<String, String> lists(UUID busy) {
        var lists = new LinkedHashMap<String, String>();
        lists.put("everybody", "/contacts");
        lists.put("stage, many", "/contacts?stage=lead");
        lists.put("stage, few", "/contacts?stage=sql");
        lists.put("closed lost", "/contacts?stage=closed-lost");
        lists.put("hot", "/contacts?temperature=hot");
        lists.put("cold", "/contacts?temperature=cold");
        lists.put("fit", "/contacts?fit=A");
        lists.put("fit not known", "/contacts?fit=unknown");
        lists.put("owner", "/contacts?owner=seller-7@example.com");
        lists.put("no owner", "/contacts?owner=nobody");
        lists.put("source, old", "/contacts?source=old-crm");
        lists.put("country", "/contacts?country=DE");
        lists.put("tag, few", "/contacts?tag=vip");
        lists.put("tag, many", "/contacts?tag=webinar");
        lists.put("nobody has both", "/contacts?stage=subscriber&temperature=hot");
        lists.put("stage, source, old", "/contacts?stage=lead&source=old-crm");
        lists.put("stage, fit, country", "/contacts?stage=lead&fit=B&country=NO");
        lists.put("all filters", "/contacts?stage=customer&temperature=warm&fit=C&country=DE&source=web&tag=webinar");
        lists.put("owner, hot", "/contacts?owner=seller-7@example.com&temperature=hot");
        lists.put("text, one letter", "/contacts?q=a");
        lists.put("text, name", "/contacts?q=" + encoded("jiří okonkwo1"));
        lists.put("text, domain", "/contacts?q=" + encoded("@company77."));
        lists.put("text, nobody", "/contacts?q=xyzzy");
        lists.put("text, stage, hot", "/contacts?q=kofi&stage=customer&temperature=hot");
        lists.put("sent emails", "/sends");
        lists.put("sent, failed", "/sends?state=failed");
        lists.put("sent to address", "/sends?to=p7");
        lists.put("sent to domain", "/sends?to=" + encoded("@company77."));
        lists.put("sent to nobody", "/sends?to=xyzzy");
        lists.put("timeline", "/contacts/" + busy + "/timeline");
        lists.put("timeline, one kind", "/contacts/" + busy + "/timeline?type=stage");
        return lists;
    }

    /** Reads the list and the three pages that follow it, again and again; gives the 95th percentile in ms. */
    private double measure(Reader reader, String name, String path) throws IOException, InterruptedException {
        var times = new double[rounds * 4];
        int taken = 0;
        for (int round = 0; round < rounds; round++) {
            var next = path;
            for (int page = 0; page < 4 && next != null; page++) {
                long start = System.nanoTime();
                var body = reader.get(next);
                times[taken++] = (System.nanoTime() - start) / 1e6;
                var match = NEXT.matcher(body);
                next = match.find() ? match.group(1).replace("&amp;", "&") : null;
            }
        }
        var sorted = Arrays.copyOf(times, taken);
        Arrays.sort(sorted);
        double high = sorted[(int) Math.ceil(taken * 0.95) - 1];
        out.println("%-22s p50 %6.1f ms, p95 %6.1f ms".formatted(name, sorted[taken / 2], high));
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

    /** Somebody who has signed in and reads pages. */
    private static final class Reader {

        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private final String address;

        Reader(String port) {
            this.address = "http://localhost:" + port;
        }

        void signIn() throws IOException, InterruptedException {
            var match = TOKEN.matcher(get("/sign-in"));
            if (!match.find()) {
                throw new IllegalStateException("The page to sign in at has no form");
            }
            var form = "username=admin&password=" + PASSWORD + "&_csrf=" + encoded(match.group(1));
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
