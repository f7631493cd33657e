package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trellis.contact.ContactId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills the sender, as the system does when memory runs out, again and again in the middle of a run. */
class SenderKillTests {

    private static final int MAILS = 10_000;

    /** In hundredths of the run. */
    private static final List<Integer> KILL_AFTER = List.of(0, 10, 25, 40, 65, 90);

    /** What one process can have in hand: its sessions, and as many mails as each hands over at a time. */
    private static final int MOST_IN_HAND = 10 * 20;

    private final ScriptedSmtpServer relay = new ScriptedSmtpServer();

    @TempDir
    private Path folder;

    private @Nullable Process sender;

    @BeforeEach
    void clear() {
        EmailTestDatabase.clear();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (sender != null) {
            sender.destroyForcibly().waitFor();
        }
        relay.close();
    }

    @Test
    void everyContactHasOneMailOrAnUnknownOneWheneverTheSenderIsKilled() throws Exception {
        planForEverybody();
        for (int share : KILL_AFTER) {
            sender = startSender();
            int mails = Math.max(1, MAILS / 100 * share);
            await("mail, or else " + folder.resolve("sender.log"))
                    .atMost(120, SECONDS)
                    .until(() -> relay.messages().size() + count("state = 'UNKNOWN'") >= mails);
            sender.destroyForcibly().waitFor();
        }
        sender = startSender();
        await().atMost(180, SECONDS).until(() -> count("state = 'PLANNED'") == 0);
        sender.destroyForcibly().waitFor();

        var ids = relay.messageIds();
        var sent = messageIds("SENT");
        var unknown = messageIds("UNKNOWN");
        assertThat(sent.size() + unknown.size()).isEqualTo(MAILS);
        assertThat(unknown.size()).isLessThanOrEqualTo(KILL_AFTER.size() * MOST_IN_HAND);
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(new HashSet<>(ids)).containsAll(sent);
        ids.stream()
                .filter(id -> !sent.contains(id))
                .forEach(id -> assertThat(unknown).contains(id));
        assertThat(count("state = 'UNKNOWN' and reason not like 'We stopped while the relay had it%'"))
                .isZero();
    }

    private void planForEverybody() {
        EmailTestDatabase.jdbc()
                .sql("""
                        with people as (
                            insert into contact (id, email, email_key, first_name, country, created_at, updated_at)
                            select gen_random_uuid(), 'k' || n || '@example.com', 'k' || n || '@example.com', 'Kim', 'GB',
                                   :now, :now
                            from generate_series(1, :mails) as n
                            returning id)
                        insert into consent (contact_id, topic, state, evidence, changed_at)
                        select id, 'newsletter', 'granted', 'test', :now from people
                        """)
                .param("now", utc(EmailInstance.NOW))
                .param("mails", MAILS)
                .update();
        try (var planner = EmailInstance.options().start()) {
            var contacts = EmailTestDatabase.jdbc()
                    .sql("select id from contact")
                    .query(UUID.class)
                    .list();
            for (int i = 0; i < MAILS; i += 1_000) {
                planner.emails()
                        .planAll(IntStream.range(i, i + 1_000)
                                .mapToObj(
                                        n -> EmailRequest.of(n + 1L, new ContactId(contacts.get(n)), "marketing-hello")
                                                .step("lead", "hello")
                                                .build())
                                .toList());
            }
        }
    }

    private Process startSender() throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-D" + EmailTestDatabase.URL + "=" + EmailTestDatabase.url(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SenderProcess.class.getName(),
                        String.valueOf(relay.port()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sender.log").toFile())
                .start();
    }

    private static Set<String> messageIds(String state) {
        return EmailTestDatabase.jdbc()
                .sql("select message_id from send where state = :state")
                .params(Map.of("state", state))
                .query(String.class)
                .list()
                .stream()
                .collect(Collectors.toSet());
    }

    private static int count(String condition) {
        return EmailTestDatabase.jdbc()
                .sql("select count(*) from send where " + condition)
                .query(Integer.class)
                .single();
    }
}
