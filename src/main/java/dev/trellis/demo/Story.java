package dev.trellis.demo;

import dev.trellis.embedded.CapturedMail;
import dev.trellis.embedded.Mailbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Half a year of a small company: people read, ask, buy or do not, and sales answers them. Everybody uses the API and
 * the links in the emails, nothing else.
 */
final class Story {

    static final long SEED = 20_261_122L;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final List<String> REJECT_REASONS = List.of("not-ready", "wrong-fit", "no-budget");
    private static final List<String> LOSS_REASONS = List.of("timing", "budget", "no-decision");

    /** How far deals have got when they are written down. */
    private static final List<String> OFFERED_AT = List.of("first-contact", "demo", "objections", "closing");

    /** Which of those who negotiate. */
    private static final int QUOTED_FOR_A_DAY = 0;

    private static final int OBJECTS = 1;

    private static final List<List<String>> FRIENDS = List.of(
            List.of("Ada", "Lindgren", "Lindgren Lifts"),
            List.of("Bruno", "Keller", "Keller Solar"),
            List.of("Clara", "Moreau", "Moreau Heating"));
    private static final int AT_MOST_HALF_WEEKS = 60;

    private final Api api;
    private final FastClock clock;
    private final Mailbox mailbox;
    private final Consumer<String> diary;
    private final Random random = new Random(SEED);
    private final Set<Long> read = new HashSet<>();
    private final Set<String> answered = new HashSet<>();
    private final Set<String> recommended = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private Cast cast = Cast.empty();
    private int rejected;
    private int lost;
    private int offers;

    Story(Api api, FastClock clock, Mailbox mailbox, Consumer<String> diary) {
        this.api = api;
        this.clock = clock;
        this.mailbox = mailbox;
        this.diary = diary;
    }

    void play() {
        teams();
        arrive();
        firstWeeks();
        months();
        lastDays();
    }

    private void teams() {
        api.put(
                "/api/teams",
                Map.of(
                        "name",
                        "sales",
                        "members",
                        List.of(
                                Map.of("email", "sam@example.com", "name", "Sam Seller"),
                                Map.of("email", "dana@example.com", "name", "Dana Dealer"),
                                Map.of("email", "lee@example.com", "name", "Lee Closer"))));
    }

    private void arrive() {
        var report = api.postCsv("/api/contacts/import?source=demo", sample());
        clock.settle();
        cast = Cast.of(everybody(), SEED);
        say(report.path("created").asInt() + " contacts are imported; "
                + report.path("rejectedCount").asInt() + " lines are not, each with its reason");
        jump(Pace.firstMorning(clock.now()));
        say("The week begins: " + mailbox.size() + " emails are in the mailbox");
    }

    private void firstWeeks() {
        ask(Role::asksEarly);
        readersRead();
        jump(Pace.hoursLater(clock.now(), 1));
        salesWorks();
        jump(Pace.hoursLater(clock.now(), 4));
        for (int day = 0; day < 6; day++) {
            jump(Pace.nextMorning(clock.now()));
            readersRead();
            salesWorks();
            if (day == 1) {
                somebodyLeaves();
            }
            if (day == 2) {
                somebodyReplies();
            }
        }
        say("A week and a half in: " + standings());
    }

    private void months() {
        for (int i = 0; i < AT_MOST_HALF_WEEKS && !(count("evangelist") > 0 && recycled() > 0); i++) {
            jump(Pace.halfAWeekLater(clock.now()));
            readersRead();
            customersAnswer();
            championsRecommend();
            salesWorks();
            tasksAreDone();
            if (i % 8 == 7) {
                say("Meanwhile: " + standings());
            }
        }
    }

    private void lastDays() {
        jump(Pace.nextMorning(clock.now()));
        ask(Role::asksLate);
        jump(Pace.hoursLater(clock.now(), 1));
        salesWorks();
        for (int day = 0; day < 5; day++) {
            jump(Pace.nextMorning(clock.now()));
            salesWorks();
        }
        ask(role -> role == Role.WAITING);
        jump(Pace.hoursLater(clock.now(), 1));
        somebodyComplains();
        say("Today: " + standings() + "; " + mailbox.received() + " emails were sent");
    }

    /** What is missing of what the demo is to show; empty when all is there. */
    List<String> missing() {
        var missing = new ArrayList<String>();
        standings().forEach((stage, count) -> {
            if (count == 0) {
                missing.add("nobody is in the stage " + stage);
            }
        });
        if (mailbox.received() == 0) {
            missing.add("no email was sent");
        }
        if (api.list("/api/handoffs?state=rejected").isEmpty()) {
            missing.add("no hand-off was refused");
        }
        if (api.list("/api/handoffs?state=qualified").isEmpty()) {
            missing.add("no hand-off was taken and qualified");
        }
        for (var state : List.of("sent", "viewed", "accepted", "declined", "expired")) {
            if (!quoteStates().contains(state)) {
                missing.add("no quote is " + state);
            }
        }
        if (recycled() == 0) {
            missing.add("nobody came back after a lost deal");
        }
        return missing;
    }

    // People

    private void ask(Predicate<Role> whether) {
        var who = cast.in(EnumSet.allOf(Role.class).stream().filter(whether).toList());
        var activities = new ArrayList<Map<String, Object>>();
        for (var person : who) {
            activities.add(activity(person, "page-viewed", Map.of("url", "https://www.example.com/pricing")));
            activities.add(activity(person, "demo-requested", Map.of()));
        }
        record(activities);
        say(who.size() + " people look at the prices and ask for a demo: " + names(who));
    }

    private void readersRead() {
        var clicks = 0;
        var activities = new ArrayList<Map<String, Object>>();
        for (var reader : cast.in(List.of(Role.READER, Role.CHAMPION, Role.CUSTOMER))) {
            var unread = unread(reader);
            if (unread.isEmpty() || random.nextInt(3) == 0) {
                continue;
            }
            var mail = unread.getLast();
            unread.forEach(old -> read.add(old.id()));
            var link = MailLinks.first("c", mail.html());
            if (link.isPresent()) {
                api.visit(link.get());
                clicks++;
                if (cast.role(reader.id()) == Role.READER && random.nextInt(2) == 0) {
                    activities.add(activity(reader, "page-viewed", Map.of("url", page())));
                }
            }
        }
        record(activities);
        if (clicks > 0) {
            say(clicks + " readers follow a link in an email; " + activities.size() + " look around on the site");
        }
    }

    private String page() {
        return "https://www.example.com"
                + List.of("/blog", "/customers", "/compare", "/pricing", "/careers")
                        .get(random.nextInt(5));
    }

    private void somebodyLeaves() {
        for (var leaver : cast.with(Role.LEAVER)) {
            for (var mail : mailbox.to(leaver.email())) {
                var link = MailLinks.first("u", mail.html());
                if (link.isPresent()) {
                    api.submit(MailLinks.withoutQuery(link.get()), Map.of("List-Unsubscribe", "One-Click"));
                    say(leaver.name() + " unsubscribes with the link in \"" + mail.subject() + "\"");
                    break;
                }
            }
        }
    }

    private void somebodyReplies() {
        cast.with(Role.READER).stream().limit(2).forEach(reader -> {
            record(List.of(activity(reader, "replied", Map.of("text", "Interesting! Tell me more."))));
            say(reader.name() + " replies to an email");
        });
    }

    /** What the service desk has a complaint of rests in sales. */
    private void somebodyComplains() {
        cast.with(Role.WAITING).stream().limit(1).forEach(person -> {
            record(List.of(activity(person, "complaint-opened", Map.of("ticket", "4711"))));
            say(person.name() + " complains to the service desk: selling rests");
        });
    }

    private void customersAnswer() {
        for (var person : cast.in(List.of(Role.CHAMPION, Role.CUSTOMER, Role.CRITIC, Role.FRIEND))) {
            for (var mail : mailbox.to(person.email())) {
                var link = MailLinks.first("feedback", mail.html());
                if (link.isPresent() && answered.add(person.id())) {
                    int score = switch (cast.role(person.id())) {
                        case CHAMPION -> 10;
                        case FRIEND -> 9;
                        case CRITIC -> 3;
                        default -> 7;
                    };
                    api.submit(MailLinks.withoutQuery(link.get()), Map.of("score", Integer.toString(score)));
                    say(person.name() + " is asked for feedback and gives " + score + " of 10");
                }
            }
            if (answered.contains(person.id()) && used.add(person.id())) {
                record(List.of(activity(person, "product-used", Map.of("feature", "route-planning"))));
            }
        }
    }

    /** A champion passes the link on; the friend follows it and leaves an address. */
    private void championsRecommend() {
        for (var champion : cast.with(Role.CHAMPION)) {
            for (var mail : mailbox.to(champion.email())) {
                var link = MailLinks.first("r", mail.html());
                if (link.isPresent() && recommended.size() < FRIENDS.size() && recommended.add(champion.id())) {
                    var source = api.visit(link.get())
                            .map(address -> String.valueOf(address.getQuery()).replaceFirst(".*utm_source=", ""))
                            .orElse("referral");
                    friendComes(champion, FRIENDS.get(recommended.size() - 1), source);
                }
            }
        }
    }

    private void friendComes(Person champion, List<String> friend, String source) {
        var email = (friend.get(0) + "." + friend.get(1) + "@example.net").toLowerCase(Locale.ROOT);
        var answer = api.post(
                "/api/contacts",
                Map.of(
                        "email",
                        email,
                        "firstName",
                        friend.get(0),
                        "lastName",
                        friend.get(1),
                        "company",
                        friend.get(2),
                        "timeZone",
                        "Europe/Berlin",
                        "language",
                        "en",
                        "source",
                        source,
                        "topics",
                        List.of("newsletter", "product")));
        clock.settle();
        var person = new Person(
                answer.path("id").asString(""),
                email,
                friend.get(0) + " " + friend.get(1),
                "lead",
                "Europe/Berlin",
                true);
        cast.add(person, Role.FRIEND);
        record(List.of(activity(person, "demo-requested", Map.of())));
        say(champion.name() + " recommends us; " + person.name() + " follows the link and asks for a demo");
    }

    // Sales. What came up last is looked at last, so that each contact takes one step at a time.

    private void salesWorks() {
        closeDeals();
        openDeals();
        qualify();
        takeOrRefuse();
        clock.settle();
    }

    private void takeOrRefuse() {
        var taken = new ArrayList<Person>();
        for (var handoff : api.list("/api/handoffs?state=open")) {
            var person = cast.person(handoff.path("contactId").asString(""));
            var path = "/api/handoffs/" + handoff.path("id").asString("");
            var role = cast.role(person.id());
            if (role == Role.WAITING || role == Role.FORGOTTEN) {
                continue;
            }
            if (role == Role.REFUSED || role == Role.UNFIT || role == Role.READER || role == Role.QUIET) {
                var reason = REJECT_REASONS.get(rejected++ % REJECT_REASONS.size());
                attempt(() -> {
                    api.post(path + "/reject", Map.of("reason", reason, "note", "Spoke on the phone"));
                    say("Sales refuses " + person.name() + ": " + reason);
                });
            } else {
                attempt(() -> {
                    api.post(path + "/accept", Map.of());
                    taken.add(person);
                });
            }
        }
        record(taken.stream()
                .map(person -> activity(person, "call-logged", Map.of()))
                .toList());
        if (!taken.isEmpty()) {
            say("Sales takes " + taken.size() + " hand-offs and calls: " + names(taken));
        }
    }

    private void qualify() {
        for (var handoff : api.list("/api/handoffs?state=accepted")) {
            var person = cast.person(handoff.path("contactId").asString(""));
            var role = cast.role(person.id());
            var path = "/api/handoffs/" + handoff.path("id").asString("");
            if (!"mql".equals(handoff.path("kind").asString(""))) {
                continue;
            }
            if (role.qualifies()) {
                attempt(() -> {
                    api.post(
                            path + "/qualify",
                            Map.of(
                                    "budget",
                                    "approved",
                                    "authority",
                                    "decides",
                                    "need",
                                    "routes are planned by hand",
                                    "timeline",
                                    "this quarter"));
                    say(person.name() + " is qualified");
                });
            } else if (role == Role.RETURNED) {
                attempt(() -> {
                    api.post(path + "/return", Map.of("reason", "not-ready"));
                    say("Sales gives " + person.name() + " back: not ready");
                });
            }
        }
    }

    private void openDeals() {
        for (var contact : api.list("/api/contacts?stage=sql")) {
            var person = cast.person(contact.path("id").asString(""));
            if (cast.role(person.id()).getsAnOffer()) {
                attempt(() -> offer(person));
            }
        }
    }

    private void offer(Person person) {
        var number = ++offers;
        var deal = api.post(
                "/api/deals",
                Map.of(
                        "contactId",
                        person.id(),
                        "name",
                        "Route planning for " + person.name(),
                        "amount",
                        4_800 + 600 * random.nextInt(20),
                        "currency",
                        "EUR",
                        "expectedCloseOn",
                        today().plusDays(30).toString(),
                        "step",
                        OFFERED_AT.get((number - 1) % OFFERED_AT.size())));
        var negotiator = cast.with(Role.NEGOTIATING).indexOf(person);
        quote(deal, number, negotiator == QUOTED_FOR_A_DAY ? today() : today().plusDays(21));
        say(person.name() + " gets an offer");
        if (negotiator == OBJECTS) {
            api.post(
                    "/api/objections",
                    Map.of(
                            "contactId",
                            person.id(),
                            "dealId",
                            deal.path("id").asString(""),
                            "category",
                            "price",
                            "text",
                            "The others ask a third less. What do we get for the difference?"));
            say(person.name() + " objects to the price; sales asks marketing for something to show");
        }
    }

    private void quote(JsonNode deal, int number, LocalDate validUntil) {
        api.post(
                "/api/deals/" + deal.path("id").asString("") + "/quotes",
                Map.of(
                        "number",
                        "Q-" + (100 + number),
                        "validUntil",
                        validUntil.toString(),
                        "url",
                        "https://files.example.com/quotes/q-" + (100 + number) + ".pdf"));
    }

    /** Of those who negotiate only one does. */
    private void contactsReadQuotes() {
        for (var deal : api.list("/api/deals?state=open")) {
            var person = cast.person(deal.path("contactId").asString(""));
            if (cast.role(person.id()) == Role.NEGOTIATING
                    && cast.with(Role.NEGOTIATING).indexOf(person) != OBJECTS) {
                continue;
            }
            for (var quote : quotes(deal)) {
                if (quote.path("views").asInt() < 2) {
                    api.submit(quote.path("link").asString(""), Map.of());
                    say(person.name() + " reads the quote "
                            + quote.path("number").asString(""));
                }
            }
        }
    }

    private Iterable<JsonNode> quotes(JsonNode deal) {
        return api.get("/api/deals/" + deal.path("id").asString("") + "/quotes");
    }

    private Set<String> quoteStates() {
        var states = new HashSet<String>();
        for (var deal : api.list("/api/deals")) {
            quotes(deal).forEach(quote -> states.add(quote.path("state").asString("")));
        }
        return states;
    }

    private void answer(JsonNode deal, Person person, String answer) {
        for (var quote : quotes(deal)) {
            api.post(
                    "/api/deals/" + deal.path("id").asString("") + "/quotes/"
                            + quote.path("id").asString("") + "/" + answer,
                    Map.of("saidBy", person.name()));
        }
    }

    /** Calls reach whom they are for, and everything else is done. */
    private void tasksAreDone() {
        int done = 0;
        for (var task : api.list("/api/tasks?state=open")) {
            var path = "/api/tasks/" + task.path("id").asString("");
            if (Instant.parse(task.path("dueAt").asString("")).isBefore(clock.now())) {
                attempt(() -> {
                    if ("call".equals(task.path("kind").asString(""))) {
                        api.post(path + "/called", Map.of("outcome", "reached", "note", "A good talk"));
                    } else {
                        api.post(path + "/done", Map.of());
                    }
                });
                done++;
            }
        }
        clock.settle();
        if (done > 0) {
            say("Sales does " + done + (done == 1 ? " task" : " tasks"));
        }
    }

    private void closeDeals() {
        contactsReadQuotes();
        for (var deal : api.list("/api/deals?state=open")) {
            var person = cast.person(deal.path("contactId").asString(""));
            var role = cast.role(person.id());
            var path = "/api/deals/" + deal.path("id").asString("");
            if (role.buys()) {
                attempt(() -> {
                    answer(deal, person, "accept");
                    api.post(
                            path + "/win",
                            Map.of("renewsOn", today().plusYears(1).toString()));
                    say(person.name() + " buys");
                });
            } else if (role == Role.LOSER) {
                var reason = LOSS_REASONS.get(lost++ % LOSS_REASONS.size());
                attempt(() -> {
                    answer(deal, person, "decline");
                    api.post(path + "/lose", Map.of("reason", reason));
                    say(person.name() + " does not buy: " + reason);
                });
            }
        }
    }

    /** The engine may have moved on since sales looked; that is no reason to end the demo. */
    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (ApiRefusedException e) {
            say("  (too late: " + e.getMessage() + ")");
        }
    }

    // Helpers

    private void jump(Instant moment) {
        clock.jumpTo(moment);
    }

    private void say(String line) {
        diary.accept(DATE.format(clock.now()) + "  " + line);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
    }

    private List<CapturedMail> unread(Person person) {
        return mailbox.to(person.email()).stream()
                .filter(mail -> !read.contains(mail.id()))
                .toList();
    }

    private void record(List<Map<String, Object>> activities) {
        if (!activities.isEmpty()) {
            api.post("/api/activities", activities);
            clock.settle();
        }
    }

    private static Map<String, Object> activity(Person person, String type, Map<String, Object> properties) {
        var activity = new HashMap<String, Object>();
        activity.put("contactId", person.id());
        activity.put("type", type);
        activity.put("properties", properties);
        return activity;
    }

    private Map<String, Integer> standings() {
        var standings = new LinkedHashMap<String, Integer>();
        for (var stage : List.of("subscriber", "lead", "mql", "sql", "opportunity", "customer", "evangelist")) {
            standings.put(stage, count(stage));
        }
        return standings;
    }

    private int count(String stage) {
        return api.list("/api/contacts?stage=" + stage).size();
    }

    /** How many came back to nurture after a lost deal. */
    private long recycled() {
        return cast.with(Role.LOSER).stream()
                .map(person -> api.get("/api/contacts/" + person.id() + "/stage"))
                .filter(Story::cameBack)
                .count();
    }

    private static boolean cameBack(JsonNode standing) {
        for (var entry : standing.path("history")) {
            if ("lead".equals(entry.path("stage").asString(""))
                    && "opportunity".equals(entry.path("previous").asString(""))) {
                return true;
            }
        }
        return false;
    }

    private List<Person> everybody() {
        return api.list("/api/contacts").stream().map(Story::person).toList();
    }

    static Person person(JsonNode contact) {
        var name = (contact.path("firstName").asString("") + " "
                        + contact.path("lastName").asString(""))
                .strip();
        return new Person(
                contact.path("id").asString(""),
                contact.path("email").asString(""),
                name,
                contact.path("stage").asString(""),
                contact.path("timeZone").asString(""),
                "granted".equals(contact.path("consent").path("newsletter").asString("")));
    }

    private static String names(List<Person> people) {
        var names = people.stream().map(Person::name).limit(4).toList();
        return String.join(", ", names) + (people.size() > names.size() ? " and others" : "");
    }

    private static byte[] sample() {
        try (var csv = Story.class.getResourceAsStream("/demo/contacts.csv")) {
            if (csv == null) {
                throw new IllegalStateException("The sample of contacts is missing in this build");
            }
            return csv.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("The sample of contacts cannot be read", e);
        }
    }
}
