package dev.trellis.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.webhook.http.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ChatTests {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T09:00:00Z"), ZoneOffset.UTC);
    private static final String HANDOFF = """
            {"contactId": "c", "email": "ada@example.org", "handoffId": "h-1", "state": "open", "owner": "sam@example.com",
             "priority": "high", "why": "asked for a demo <b>today</b> & more", "score": 61.6, "fit": "A",
             "temperature": "hot", "dueAt": "2026-03-02T11:00:00Z", "reason": null}""";

    private final JsonMapper json = JsonMapper.builder().build();
    private final ChatWords words = new ChatWords(URI.create("https://grow.example.com"));

    @Test
    void aHandoffIsSaidInALineWithALink() {
        assertThat(words.about("handoff.opened", json.readTree(HANDOFF))).isEqualTo("""
                New hand-off, for sam@example.com (high priority, score 62, fit A, hot). asked for a demo \
                &lt;b&gt;today&lt;/b&gt; &amp; more. Answer by 2 Mar 11:00 UTC.
                https://grow.example.com/handoffs/h-1""");
    }

    @Test
    void aLateOneSaysSinceWhen() {
        assertThat(words.about("handoff.late", json.readTree(HANDOFF.replace("\"sam@example.com\"", "null"))))
                .startsWith("Late: nobody has answered a hand-off, for nobody yet (high priority")
                .contains("It was due 2 Mar 11:00 UTC.");
    }

    @Test
    void dealsAndOtherEventsAreSaidToo() {
        assertThat(words.about("deal.lost", json.readTree("""
                        {"name": "Forty seats", "amount": 1200.55, "currency": "EUR", "owner": "sam@example.com",
                         "lostReason": "budget"}"""))).isEqualTo("""
                        Deal lost: Forty seats, 1200.55 EUR, sam@example.com (budget)
                        https://grow.example.com/deals""");
        assertThat(words.about("stage.changed", json.readTree("{\"contactId\": \"c-1\", \"stage\": \"mql\"}")))
                .isEqualTo("""
                        A contact entered a stage: mql
                        https://grow.example.com/contacts/c-1""");
        assertThat(words.about("ping", json.readTree("{}"))).isEqualTo("A test");
    }

    /** Chats keep what they hear; no erasure reaches them. */
    @Test
    void theContactsAddressStaysOut() {
        for (var event : EventType.values()) {
            assertThat(words.about(event.label(), json.readTree(HANDOFF))).doesNotContain("ada@example.org");
        }
    }

    @Test
    void aChatGetsATextAndNoSignature() throws IOException {
        try (var chat = new Receiver();
                var http = GuardedHttp.onThisMachine(CLOCK, Duration.ofSeconds(3))) {
            var webhook = new Webhook(
                    UUID.randomUUID(),
                    "chat",
                    chat.url(),
                    WebhookKind.CHAT,
                    "",
                    Set.of(),
                    true,
                    null,
                    List.of("whsec_AAAA"),
                    null,
                    null,
                    null,
                    Instant.EPOCH);
            chat.replies(exchange -> Receiver.answer(exchange, 200, "ok"));

            var answer = new ChatCarrier(http, words, json)
                    .carry(
                            webhook,
                            new Delivery(
                                    1,
                                    webhook.id(),
                                    "msg_1",
                                    "ping",
                                    null,
                                    "{}",
                                    Delivery.State.WAITING,
                                    1,
                                    Instant.EPOCH,
                                    Instant.EPOCH,
                                    null,
                                    null,
                                    null,
                                    null));

            assertThat(answer.body()).isEqualTo("ok");
            assertThat(chat.calls().getFirst().body()).isEqualTo("{\"text\":\"A test\"}");
            assertThat(chat.calls().getFirst().header("webhook-signature")).isNull();
        }
    }
}
