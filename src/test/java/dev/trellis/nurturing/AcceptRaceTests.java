package dev.trellis.nurturing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.nurturing.World.Person;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Database;
import dev.trellis.testing.Time;
import dev.trellis.testing.TrellisTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Two people press the button at the same moment: two HTTP requests, two transactions, one engine that waits for one
 * answer.
 */
@TrellisTest
class AcceptRaceTests {

    private static final int ROUNDS = 12;

    private final int port;
    private final String token;
    private final World world;
    private final Database database;

    AcceptRaceTests(@LocalServerPort int port, TrellisProperties settings, Time time, Database database) {
        this.port = port;
        this.token = Objects.requireNonNull(settings.apiToken());
        this.world = new World(port, time, database);
        this.database = database;
    }

    @Test
    void oneGetsItAndTheOtherIsToldWhoHasItAndTheJourneyGoesOnOnce() throws Exception {
        var people = IntStream.range(0, ROUNDS)
                .mapToObj(round -> world.contact("race-%d@accept.example".formatted(round), "mql"))
                .toList();
        try (var http = HttpClient.newHttpClient();
                var threads = Executors.newFixedThreadPool(2)) {
            for (var person : people) {
                var handoff = world.handoff(person, "mql", "open");
                var barrier = new CyclicBarrier(2);

                var answers = threads.invokeAll(List.of(
                        accepting(http, barrier, handoff, "ada@accept.example"),
                        accepting(http, barrier, handoff, "bob@accept.example")));

                var first = answers.get(0).get();
                var second = answers.get(1).get();
                assertThat(List.of(first.statusCode(), second.statusCode())).containsExactlyInAnyOrder(200, 409);
                var won = first.statusCode() == 200 ? "ada@accept.example" : "bob@accept.example";
                var refused = first.statusCode() == 200 ? second : first;
                assertThat(refused.body()).contains("it was accepted by", "owner " + won);
                assertThat(world.owner(person, "mql")).isEqualTo(won);
                assertThat(timesAccepted(handoff)).isOne();
            }
        }
        for (var person : people) {
            world.awaitMail(person, "mql-introduction");
        }
        assertThat(people)
                .allSatisfy(person -> assertThat(introductions(person)).isOne());
        people.forEach(world::forget);
    }

    private Callable<HttpResponse<String>> accepting(
            HttpClient http, CyclicBarrier barrier, UUID handoff, String owner) {
        var request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/api/handoffs/" + handoff + "/accept"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"owner\": \"" + owner + "\"}"))
                .build();
        return () -> {
            barrier.await();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        };
    }

    private int timesAccepted(UUID handoff) {
        return database.jdbc()
                .sql("select count(*) from handoff_history where handoff_id = :id and action = 'accepted'")
                .param("id", handoff)
                .query(Integer.class)
                .single();
    }

    private long introductions(Person person) {
        return world.mails(person).stream()
                .filter(mail -> mail.template().equals("mql-introduction"))
                .count();
    }
}
