package dev.trellis.email;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.Activities;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.NewActivity;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.platform.StartRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which relay gets a mail, and how fast. */
class RelaysTests {

    private static final AtomicLong KEYS = new AtomicLong(5_000_000);

    private final ScriptedSmtpServer one = new ScriptedSmtpServer();
    private final ScriptedSmtpServer other = new ScriptedSmtpServer();
    private @Nullable EmailInstance instance;

    @BeforeEach
    void clear() {
        EmailTestDatabase.clear();
    }

    @AfterEach
    void stop() {
        if (instance != null) {
            instance.close();
        }
        one.close();
        other.close();
    }

    @ParameterizedTest
    @CsvSource({"0, 1000, 20", "5, 1000, 20", "100, 1000, 80", "400, 1000, 320", "400, 500, 640", "5000, 1000, 800"})
    void whatWaitsForARelayFollowsItsSpeed(int taken, long millis, int fit) {
        assertThat(Relays.fit(taken, Duration.ofMillis(millis), 10)).isEqualTo(fit);
    }

    @Test
    void aSessionTakesAFullGroupWhateverTheOthersFind() {
        instance = EmailInstance.options().sessions(10).start();
        planReceipts("r", 30);
        var ready = instance.get(SendDesk.class).claim("main", 0, 30, Instant.now());
        var line = instance.get(Relays.class).all().getFirst();

        line.put(ready);

        assertThat(line.poll(20)).isEqualTo(ready.subList(0, 20));
        assertThat(line.poll(20)).isEqualTo(ready.subList(20, 30));
    }

    @Test
    void aSessionThatWaitsIsWokenByTheEnd() throws Exception {
        instance = EmailInstance.options().start();
        var line = instance.get(Relays.class).all().getFirst();
        var goesOn = new AtomicBoolean(true);
        var group = new FutureTask<>(() -> line.await(20, goesOn::get));
        var session = Thread.ofPlatform().daemon().start(group);
        await().until(() -> session.getState() == Thread.State.WAITING);

        goesOn.set(false);
        line.wakeSessions();

        assertThat(group.get(30, SECONDS)).isEmpty();
    }

    @Test
    void aSessionThatWaitsIsWokenByMail() throws Exception {
        instance = EmailInstance.options().start();
        planReceipts("r", 1);
        var ready = instance.get(SendDesk.class).claim("main", 0, 1, Instant.now());
        var line = instance.get(Relays.class).all().getFirst();
        var group = new FutureTask<>(() -> line.await(20, () -> true));
        var session = Thread.ofPlatform().daemon().start(group);
        await().until(() -> session.getState() == Thread.State.WAITING);

        line.put(ready);

        assertThat(group.get(30, SECONDS)).isEqualTo(ready);
    }

    @Test
    void relaysShareTheMailByTheirWeights() {
        instance = EmailInstance.options()
                .sendingTo(one.port())
                .relay("other", other.port(), 3)
                .start();

        for (int i = 1; i <= 40; i++) {
            planReceipts("r" + i + "-", 5);
            awaitSent(i * 5);
        }

        assertThat(one.messages().size() + other.messages().size()).isEqualTo(200);
        assertThat(other.messages().size()).isBetween(140, 160);
        assertThat(count("relay = 'other'")).isEqualTo(other.messages().size());
    }

    @Test
    void whatOneRelayCannotTakeTheOthersDo() {
        instance = EmailInstance.options()
                .sendingTo(one.port())
                .relay("other", other.port(), 1)
                .start();
        one.down();

        planReceipts("r", 100);

        awaitSent(100);
        assertThat(other.messageIds()).hasSize(100).doesNotHaveDuplicates();
        assertThat(count("attempts > 1")).isZero();
    }

    @Test
    void aSpareRelayHelpsOutOnlyWhileTheOthersAreAway() {
        instance = EmailInstance.options()
                .sendingTo(one.port())
                .relay("spare", other.port(), 0)
                .start();
        planReceipts("a", 50);
        awaitSent(50);
        assertThat(other.messages()).isEmpty();

        one.down();
        planReceipts("b", 50);

        awaitSent(100);
        assertThat(other.messages()).hasSize(50);
    }

    @Test
    void aDomainGetsNoMoreThanItsLimit() {
        instance = EmailInstance.options().domainLimit("slow.example", 2).start();
        plan(addresses("s", 7, "slow.example"));
        plan(addresses("f", 3, "fast.example"));

        assertThat(claim())
                .extracting(address -> DomainPaces.domain(address))
                .containsExactlyInAnyOrder(
                        "slow.example", "slow.example", "slow.example", "fast.example", "fast.example", "fast.example");
        assertThat(claim()).isEmpty();
        assertThat(count("state = 'PLANNED' and reason = 'slow.example gets no more mail at a time'"))
                .isEqualTo(4);

        instance().clock().advance(Duration.ofSeconds(1));
        assertThat(claim()).hasSize(2);
        instance().clock().advance(Duration.ofSeconds(10));
        assertThat(claim()).hasSize(2);
    }

    @Test
    void aDomainThatSaysTooFastIsLeftAloneThenSlowedThenTrustedAgain() {
        var answers = new AtomicInteger();
        one.script((command, recipient) ->
                command.equals("RCPT") && recipient.endsWith("@busy.example") && answers.getAndIncrement() == 0
                        ? "421 4.7.28 unusual rate of mail from you"
                        : null);
        instance = EmailInstance.options().sendingTo(one.port()).sessions(1).start();
        plan(addresses("b", 1, "busy.example"));
        await().atMost(30, SECONDS).until(() -> count("smtp_code = 421") == 1);

        plan(addresses("c", 1, "busy.example"));
        plan(addresses("d", 1, "calm.example"));
        await().atMost(30, SECONDS).until(() -> count("state = 'SENT'") == 1);
        assertThat(one.messages()).singleElement().asString().contains("d0@calm.example");
        await().atMost(30, SECONDS)
                .until(() ->
                        count("state = 'PLANNED' and reason like 'busy.example asked us to slow down: 421%'") == 1);
        assertThat(instance().get(DomainPaces.class).brakes()).singleElement().satisfies(brake -> {
            assertThat(brake.domain()).isEqualTo("busy.example");
            assertThat(brake.coolingTo()).isEqualTo(EmailInstance.NOW.plus(DomainPaces.DOMAIN_COOL_DOWN));
        });

        instance().clock().advance(DomainPaces.DOMAIN_COOL_DOWN.plusMinutes(5));
        await().atMost(30, SECONDS).until(() -> count("state = 'SENT'") == 2);
        instance().clock().advance(Duration.ofMinutes(2));
        awaitSent(3);
        instance().clock().advance(Duration.ofHours(2));
        await().atMost(30, SECONDS)
                .until(() -> instance().get(DomainPaces.class).brakes().isEmpty());
    }

    @Test
    void aRelayThatSaysTooFastIsSlowedAsAWhole() {
        instance = EmailInstance.options().start();
        instance()
                .get(SendDesk.class)
                .settle("main", List.of(), Map.of(), Map.of(DomainPaces.ALL, "454 4.7.0 Throttling"));
        plan(addresses("r", 5, "example.com"));

        assertThat(claim()).isEmpty();
        instance().clock().advance(DomainPaces.RELAY_COOL_DOWN.plusSeconds(1));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void aNewSendingDomainGetsMoreEachGoodDay() {
        instance = EmailInstance.options().warmUp(3, 2).start();
        for (int i = 0; i < 20; i++) {
            instance()
                    .emails()
                    .plan(EmailRequest.of(
                                    KEYS.incrementAndGet(),
                                    instance().reader("w" + i + "@example.com"),
                                    "marketing-hello")
                            .window("any-time")
                            .build());
        }
        assertThat(claim()).hasSize(3);
        assertThat(claim()).isEmpty();

        nextDay();
        assertThat(claim()).hasSize(6);

        instance().get(WarmUp.class).giveBack(1, 1, instance().clock().instant());
        assertThat(claim()).hasSize(1);
        nextDay();
        // One of six was put off: the day after gets no more than that.
        assertThat(claim()).hasSize(6);
    }

    @Test
    void aWarmUpBeginsWithThoseWhoHaveShownInterest() {
        instance = EmailInstance.options().warmUp(5, 2).start();
        var people = new ArrayList<ContactId>();
        for (int i = 0; i < 10; i++) {
            people.add(instance().reader("w" + i + "@example.com"));
        }
        did(people.get(4), "page-viewed", 10, Map.of());
        did(people.get(5), "link-clicked", 80, Map.of("verdict", "human"));
        did(people.get(6), "link-clicked", 1, Map.of("verdict", "scanner"));
        did(people.get(7), "email-bounced", 1, Map.of());
        did(people.get(8), "page-viewed", 100, Map.of());
        did(people.get(9), "replied", 3, Map.of());
        for (var person : people) {
            instance()
                    .emails()
                    .plan(EmailRequest.of(KEYS.incrementAndGet(), person, "marketing-hello")
                            .window("any-time")
                            .build());
            instance().clock().advance(Duration.ofSeconds(1));
        }
        var broadcast = instance().reader("w10@example.com");
        did(broadcast, "page-viewed", 1, Map.of());
        planAsOfBroadcast(broadcast);

        var went = new ArrayList<String>();
        await().atMost(30, SECONDS).until(() -> {
            went.addAll(claim(2));
            return went.size() == 5;
        });
        assertThat(went)
                .containsExactly(
                        "w4@example.com", "w5@example.com", "w9@example.com", "w10@example.com", "w0@example.com");
        assertThat(claim()).isEmpty();
        nextDay();
        assertThat(claim())
                .containsExactly(
                        "w1@example.com",
                        "w2@example.com",
                        "w3@example.com",
                        "w6@example.com",
                        "w7@example.com",
                        "w8@example.com");
    }

    private void did(ContactId contact, String type, int daysAgo, Map<String, Object> properties) {
        var at = instance().clock().instant().minus(Duration.ofDays(daysAgo));
        instance()
                .get(Activities.class)
                .record(
                        List.of(new NewActivity(contact, type, at, type + KEYS.incrementAndGet(), properties)),
                        Lane.LIVE);
    }

    private void planAsOfBroadcast(ContactId contact) {
        var planned = instance()
                .emails()
                .plan(EmailRequest.of(KEYS.incrementAndGet(), contact, "marketing-hello")
                        .window("any-time")
                        .build());
        EmailTestDatabase.belongsTo(Ids.next(), planned.sendId());
    }

    @Test
    void whatWeHaveAKeyForIsSigned(@TempDir Path folder) throws Exception {
        instance = EmailInstance.options()
                .sendingTo(one.port())
                .dkim(new DkimProperties(null, "s2026", key(folder), null, null))
                .start();

        planReceipts("r", 1);

        awaitSent(1);
        assertThat(one.messages().getFirst())
                .startsWith("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=acme.example; s=s2026;");
    }

    @Test
    void aKeyThatIsNoneStopsTheStart(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("key.pem"), "no key");

        assertThatThrownBy(() -> EmailInstance.options()
                        .dkim(new DkimProperties(null, "s2026", file, null, null))
                        .start())
                .hasRootCauseInstanceOf(java.security.InvalidKeyException.class)
                .hasStackTraceContaining("trellis.email.dkim.private-key is '" + file + "'")
                .hasStackTraceContaining("openssl genrsa");
        assertThatThrownBy(() -> EmailInstance.options()
                        .dkim(new DkimProperties("other.example", "s2026", key(folder), null, null))
                        .start())
                .hasStackTraceContaining("mail comes from acme.example");
    }

    @Test
    void aRelayWithoutAnAddressStopsTheStart() {
        assertThatThrownBy(() -> EmailInstance.options().relay("bad", -5, 1).start())
                .hasStackTraceContaining(StartRefusedException.class.getName())
                .hasStackTraceContaining("trellis.email.relays.bad.url must be an address such as");
    }

    private EmailInstance instance() {
        return Objects.requireNonNull(instance, "Not started yet");
    }

    private static Path key(Path folder) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return Files.writeString(
                folder.resolve("dkim.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(
                                        generator.generateKeyPair().getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private void nextDay() {
        instance().clock().advance(Duration.ofDays(1));
    }

    private List<String> claim() {
        return claim(100);
    }

    private List<String> claim(int room) {
        return instance().get(SendDesk.class).claim("main", 0, room, Instant.now()).stream()
                .map(ready -> ready.send().address())
                .toList();
    }

    private void planReceipts(String prefix, int number) {
        plan(addresses(prefix, number, "example.com"));
    }

    private static List<String> addresses(String prefix, int number, String domain) {
        return IntStream.range(0, number)
                .mapToObj(i -> prefix + i + "@" + domain)
                .toList();
    }

    private void plan(List<String> addresses) {
        var requests = new ArrayList<EmailRequest>();
        for (var address : addresses) {
            requests.add(EmailRequest.of(KEYS.incrementAndGet(), instance().reader(address), "receipt")
                    .step("system", "receipt")
                    .build());
        }
        instance().emails().planAll(requests);
    }

    private void awaitSent(int number) {
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(count("state = 'SENT'")).isEqualTo(number));
    }

    private static int count(String condition) {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from send where " + condition)
                .query(Integer.class)
                .single();
    }
}
