package dev.trellis.nurturing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.testing.Database;
import dev.trellis.testing.Time;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.RestClient;

/**
 * The world around the application: contacts who do things and salespeople who answer, all through the HTTP API.
 *
 * <p>What it tells is read from the database: which mail left when, which stage was entered when and why.
 */
final class World {

    static final String QUALIFICATION = """
            {"budget": "20,000 a year, set aside", "authority": "The managing director", "need": "Fewer empty trips",
             "timeline": "Before summer"}""";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ParameterizedTypeReference<Map<String, Object>> OBJECT = new ParameterizedTypeReference<>() {};

    private final RestClient http;
    private final Time time;
    private final JdbcClient jdbc;

    World(int port, Time time, Database database) {
        this.http = RestClient.builder()
                .requestFactory(new JdkClientHttpRequestFactory(HttpClient.newHttpClient()))
                .baseUrl("http://localhost:" + port)
                .defaultHeader("Authorization", "Bearer token-of-the-tests-0123456789")
                .build();
        this.time = time;
        this.jdbc = database.jdbc();
    }

    record Person(UUID id, String email) {}

    record Entry(int number, String stage, String reason, Instant at) {}

    /** An email of the plan, whatever became of it. */
    record Sent(
            String template,
            String to,
            @Nullable String subject,
            String state,
            Instant due,
            @Nullable Instant at) {}

    /** A quote, where it is in the API, and the link that its contact was given. */
    record Quote(String path, String link) {}

    record Task(String kind, String title, @Nullable String note, String state) {}

    // Time

    /** The clock only goes forward: on to the next Monday, half past nine in the morning, when people are at work. */
    void mondayMorning() {
        var now = time.now().atOffset(ZoneOffset.UTC);
        var monday = now.toLocalDate()
                .with(TemporalAdjusters.next(DayOfWeek.MONDAY))
                .atTime(LocalTime.of(9, 30))
                .toInstant(ZoneOffset.UTC);
        time.advanceTo(monday);
    }

    void pass(Duration duration) {
        time.advance(duration);
    }

    // Contacts

    Person add(String json) {
        var answer = post("/api/contacts", json);
        return new Person(UUID.fromString((String) answer.get("id")), requireNonNull((String) answer.get("email")));
    }

    /** Somebody who subscribed to everything we write about, and of whom we know nothing else. */
    Person subscriber(String email) {
        return add("""
                {"email": "%s", "topics": ["newsletter", "product", "offers"]}""".formatted(email));
    }

    /** Somebody in that stage from the start, who agreed to every topic. */
    Person contact(String email, String stage) {
        return add("""
                {"email": "%s", "firstName": "Ada", "company": "Works of %s", "stage": "%s",
                 "topics": ["newsletter", "product", "offers"]}""".formatted(email, email, stage));
    }

    /** The contact is erased; with it go its processes. */
    void forget(Person person) {
        http.delete().uri("/api/contacts/" + person.id()).retrieve().toBodilessEntity();
    }

    void did(Person person, String activity) {
        post("/api/activities", """
                {"contactId": "%s", "type": "%s"}""".formatted(person.id(), activity));
    }

    /** What a contact does on the page its mails lead to. */
    void choosesTopics(String page, String... topics) {
        var form = new LinkedMultiValueMap<String, String>();
        form.put("topic", List.of(topics));
        http.post()
                .uri(URI.create(page).getPath())
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(form)
                .retrieve()
                .toBodilessEntity();
    }

    void withdrawsEverything(Person person) {
        send(HttpMethod.PUT, "/api/contacts/" + person.id() + "/consent", """
                {"topic": "*", "state": "withdrawn", "evidence": "Clicked unsubscribe"}""");
    }

    void move(Person person, String stage, String reason) {
        send(HttpMethod.PUT, "/api/contacts/" + person.id() + "/stage", """
                {"stage": "%s", "reason": "%s"}""".formatted(stage, reason));
    }

    void moveQualified(Person person, String stage, String reason) {
        send(HttpMethod.PUT, "/api/contacts/" + person.id() + "/stage", """
                {"stage": "%s", "reason": "%s", "qualification": %s}""".formatted(stage, reason, QUALIFICATION));
    }

    // Sales

    /** Waits until the contact's hand-off of that kind is in that state, and gives its id. */
    UUID handoff(Person person, String kind, String state) {
        return requireNonNull(await("hand-off " + kind + " " + state + " of " + person.email())
                .atMost(PATIENCE)
                .until(
                        () -> jdbc.sql("""
                                select id from handoff where contact_id = :contact and kind = :kind and state = :state
                                order by id desc limit 1""")
                                .param("contact", person.id())
                                .param("kind", kind)
                                .param("state", state)
                                .query(UUID.class)
                                .optional()
                                .orElse(null),
                        id -> id != null));
    }

    void accept(Person person, String kind) {
        post("/api/handoffs/" + handoff(person, kind, "open") + "/accept", "{}");
        time.settle();
    }

    void reject(Person person, String kind, String reason) {
        post("/api/handoffs/" + handoff(person, kind, "open") + "/reject", """
                {"reason": "%s"}""".formatted(reason));
    }

    void qualify(Person person, String kind) {
        post("/api/handoffs/" + handoff(person, kind, "accepted") + "/qualify", QUALIFICATION);
    }

    void giveBack(Person person, String kind, String reason) {
        post("/api/handoffs/" + handoff(person, kind, "accepted") + "/return", """
                {"reason": "%s"}""".formatted(reason));
    }

    /** Who holds the contact's latest hand-off of that kind. */
    String owner(Person person, String kind) {
        return jdbc.sql("""
                        select owner from handoff where contact_id = :contact and kind = :kind order by id desc limit 1""")
                .param("contact", person.id())
                .param("kind", kind)
                .query(String.class)
                .single();
    }

    UUID openDeal(Person person) {
        var answer = post("/api/deals", """
                {"contactId": "%s", "name": "Twenty seats", "amount": 12000, "currency": "EUR"}""".formatted(person.id()));
        return UUID.fromString((String) answer.get("id"));
    }

    void win(UUID deal, String json) {
        post("/api/deals/" + deal + "/win", json);
    }

    void lose(UUID deal, String json) {
        post("/api/deals/" + deal + "/lose", json);
    }

    void win(Person person, String json) {
        win(openDeal(person), json);
    }

    void renew(UUID deal, LocalDate until) {
        send(HttpMethod.PATCH, "/api/deals/" + deal, """
                {"renewsOn": "%s"}""".formatted(until));
    }

    Quote quote(UUID deal, LocalDate validUntil) {
        var answer = post("/api/deals/" + deal + "/quotes", """
                {"number": "Q-1", "validUntil": "%s", "url": "https://files.example.com/q-1.pdf"}""".formatted(validUntil));
        return new Quote(
                "/api/deals/" + deal + "/quotes/" + answer.get("id"), requireNonNull((String) answer.get("link")));
    }

    void extend(Quote quote, LocalDate validUntil) {
        send(HttpMethod.PATCH, quote.path(), """
                {"validUntil": "%s"}""".formatted(validUntil));
    }

    /** Somebody follows the quote's link in a browser and presses the button that leads to the document. */
    void looksAt(Quote quote) {
        http.post()
                .uri(URI.create(quote.link()).getPath())
                .header("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
                .exchange((request, response) -> response.getStatusCode());
    }

    /** Sales hears until when the contact is bound to whom it chose instead of us. */
    void learnsContractEnd(Person person, LocalDate endsOn) {
        var deal = jdbc.sql(
                        "select id from deal where contact_id = :contact and state = 'lost' order by id desc limit 1")
                .param("contact", person.id())
                .query((row, number) -> requireNonNull(row.getString(1)))
                .single();
        send(HttpMethod.PUT, "/api/deals/" + deal + "/competitor", """
                {"contractEndsOn": "%s"}""".formatted(endsOn));
    }

    /** A friend comes with the contact's code and buys. */
    void referralBuys(Person referrer, String email) {
        var code = get("/api/contacts/" + referrer.id() + "/referral").get("code");
        var friend = contact(email, "lead");
        post("/api/referrals", """
                {"code": "%s", "contactId": "%s"}""".formatted(code, friend.id()));
        win(friend, "{}");
    }

    void salesAre(String... emails) {
        send(
                HttpMethod.PUT,
                "/api/teams",
                Stream.of(emails).map("""
                                {"email": "%s"}"""::formatted).collect(Collectors.joining(",", """
                                {"name": "sales", "members": [""", "]}")));
    }

    // What came of it

    /** Waits until the contact's processes stand at these steps, and only there. */
    void awaitPlaces(Person person, String... steps) {
        await(person.email() + " stands at " + List.of(steps))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(places(person)).containsExactlyInAnyOrder(steps));
    }

    /** The steps of the contact's processes, without the map's, at which somebody waits. */
    private List<String> places(Person person) {
        return jdbc.sql("""
                        select p.element_id from engine_position p
                        join engine_instance i on i.process_instance_key = p.process_instance_key
                        left join engine_instance map on map.process_instance_key = i.parent_instance_key
                        where coalesce(i.contact_id, map.contact_id) = :contact
                          and not p.element_id like 'journey-%' and p.element_id <> 'while-deal-is-open'""")
                .param("contact", person.id())
                .query((row, number) -> requireNonNull(row.getString(1)))
                .list();
    }

    LocalDate today() {
        return time.now().atOffset(ZoneOffset.UTC).toLocalDate();
    }

    /** Waits until the contact is in that stage, by the database and by the engine. */
    void awaitStage(Person person, String stage) {
        await(person.email() + " becomes " + stage)
                .atMost(PATIENCE)
                .until(
                        () -> jdbc.sql("""
                                select stage || case when entry = entry_reached then '' else ' (engine behind)' end
                                from lifecycle where contact_id = :contact""")
                                .param("contact", person.id())
                                .query(String.class)
                                .optional()
                                .orElse("none"),
                        stage::equals);
        time.settle();
    }

    List<Entry> history(Person person) {
        return jdbc.sql("""
                        select number, stage, reason, entered_at from stage_entry where contact_id = :contact
                        order by number""")
                .param("contact", person.id())
                .query((row, number) -> new Entry(
                        row.getInt(1),
                        requireNonNull(row.getString(2)),
                        requireNonNull(row.getString(3)),
                        row.getObject(4, OffsetDateTime.class).toInstant()))
                .list();
    }

    List<String> stages(Person person) {
        return history(person).stream().map(Entry::stage).toList();
    }

    String reasonOfLast(Person person) {
        return history(person).getLast().reason();
    }

    Instant enteredLast(Person person) {
        return history(person).getLast().at();
    }

    /** Every planned email about the contact, in the order in which they left. */
    List<Sent> mails(Person person) {
        return jdbc.sql("""
                        select template, recipient_address, subject, lower(state) as state, due_at, accepted_at from send
                        where contact_id = :contact order by accepted_at nulls last, planned_at, id""")
                .param("contact", person.id())
                .query((row, number) -> new Sent(
                        requireNonNull(row.getString(1)),
                        requireNonNull(row.getString(2)),
                        row.getString(3),
                        requireNonNull(row.getString(4)),
                        row.getObject(5, OffsetDateTime.class).toInstant(),
                        at(row.getObject(6, OffsetDateTime.class))))
                .list();
    }

    /** The templates of what has left. */
    List<String> sent(Person person) {
        return mails(person).stream()
                .filter(mail -> mail.state().equals("sent"))
                .map(Sent::template)
                .toList();
    }

    /** Waits until that email is planned, goes on to when it is due, and gives it once nothing more becomes of it. */
    Sent awaitMail(Person person, String template) {
        for (int i = 0; i < 10; i++) {
            var mail = planned(person, template);
            if (!mail.state().equals("planned")) {
                return await(template + " to " + person.email())
                        .atMost(PATIENCE)
                        .until(() -> planned(person, template), later -> !isUnderWay(later));
            }
            if (mail.due().isAfter(time.now())) {
                time.advanceTo(mail.due().plusSeconds(1));
            } else {
                time.settle();
            }
        }
        throw new AssertionError("Still not sent: " + planned(person, template));
    }

    Instant awaitSent(Person person, String template) {
        var mail = awaitMail(person, template);
        var at = mail.at();
        if (at == null) {
            throw new AssertionError("Not sent: " + mail);
        }
        time.settle();
        return at;
    }

    private Sent planned(Person person, String template) {
        return await(template + " planned for " + person.email())
                .atMost(PATIENCE)
                .until(
                        () -> mails(person).stream()
                                .filter(mail -> mail.template().equals(template))
                                .toList(),
                        mails -> !mails.isEmpty())
                .getLast();
    }

    private static boolean isUnderWay(Sent mail) {
        return List.of("planned", "claimed", "handed_over").contains(mail.state());
    }

    List<Task> tasks(Person person) {
        return jdbc.sql("select kind, title, note, state from task where contact_id = :contact order by id")
                .param("contact", person.id())
                .query((row, number) -> new Task(
                        requireNonNull(row.getString(1)),
                        requireNonNull(row.getString(2)),
                        row.getString(3),
                        requireNonNull(row.getString(4))))
                .list();
    }

    /** Waits for a task with that title. */
    Task awaitTask(Person person, String title) {
        return await("task '" + title + "'")
                .atMost(PATIENCE)
                .until(
                        () -> tasks(person).stream()
                                .filter(task -> task.title().equals(title))
                                .toList(),
                        found -> !found.isEmpty())
                .getFirst();
    }

    /** The last question whether they would recommend us. */
    UUID lastQuestion(Person person) {
        return jdbc.sql("select id from feedback where contact_id = :contact order by id desc limit 1")
                .param("contact", person.id())
                .query(UUID.class)
                .single();
    }

    Map<String, Object> get(String path) {
        return requireNonNull(http.get().uri(path).retrieve().body(OBJECT));
    }

    Map<String, Object> post(String path, String json) {
        return send(HttpMethod.POST, path, json);
    }

    Map<String, Object> put(String path, String json) {
        return send(HttpMethod.PUT, path, json);
    }

    private Map<String, Object> send(HttpMethod method, String path, String json) {
        return requireNonNull(http.method(method)
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .retrieve()
                .body(OBJECT));
    }

    private static @Nullable Instant at(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
