package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.AriaRole;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.platform.security.Users;
import dev.trellis.testing.TrellisTest;
import dev.trellis.webhook.Receiver;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@TrellisTest
class WebhooksPageTests extends BrowserTest {

    WebhooksPageTests(@LocalServerPort int port, Users users, TrellisProperties settings) {
        super(port, users, settings);
    }

    @Test
    void aWebhookIsAddedPingedAndToldOfAContact() throws IOException {
        try (var receiver = new Receiver()) {
            visitor().signedInAt("/webhooks");
            page().getByLabel("Name").fill("our-crm");
            page().getByLabel("Address").fill(receiver.url().toString());
            page().getByLabel("stage.changed").check();
            press("Add the webhook");

            var secret = page().locator(".notice code").innerText();
            assertThat(secret).startsWith("whsec_");
            press("Send a ping");
            await().atMost(Duration.ofSeconds(10)).until(() -> receiver.calls().size() == 1);
            assertThat(receiver.calls().getFirst().isSignedWith(secret)).isTrue();

            receiver.answers(500);
            api.contact("{\"email\": \"ada@example.org\", \"topics\": [\"newsletter\"]}");
            await().atMost(Duration.ofSeconds(10)).until(() -> receiver.calls().size() == 2);
            await().atMost(Duration.ofSeconds(10)).until(() -> {
                page().reload();
                // The deliveries are read after their webhook, which may have failed in between.
                return page().locator("tbody").innerText().contains("500")
                        && page().locator("main").innerText().contains("Nothing has arrived there since");
            });
            assertThat(page().locator("main").innerText())
                    .contains("stage.changed", "Nothing has arrived there since", "delivered")
                    .as("shown once")
                    .doesNotContain(secret);

            press("New secret");
            page().locator("dialog").getByRole(AriaRole.BUTTON).first().waitFor();
            page().locator("dialog button:not(.plain)").click();
            assertThat(page().locator(".notice code").innerText())
                    .startsWith("whsec_")
                    .isNotEqualTo(secret);
            var path = page().url().replaceAll("^[a-z]+://[^/]+", "");
            for (int width : new int[] {1280, 390}) {
                visitor().looksAt(path, width, "webhook");
                visitor().looksAt("/webhooks", width, "webhooks");
            }
            assertThat(visitor().complaints()).isEmpty();
        }
    }

    @Test
    void whatIsWrongIsSaid() {
        visitor().signedInAt("/webhooks");
        page().getByLabel("Name").fill("our-crm");
        page().getByLabel("Address").fill("ftp://crm.example.com");
        press("Add the webhook");

        assertThat(page().locator(".notice.bad").innerText())
                .isEqualTo("That does not do: url must start with https:// or http://");
    }

    @Test
    void aSenderIsAddedAndItsSecretShownOnce() {
        visitor().signedInAt("/webhooks");
        page().getByText("What others tell us").click();
        page().getByLabel("Name").fill("our-crm");
        press("Add the sender");
        assertThat(page().locator(".notice code").innerText()).startsWith("whsec_");
        assertThat(page().locator("main").innerText()).contains("/t/hooks/our-crm", "Nothing yet");
        press("Stop listening");
        assertThat(page().locator("main").innerText()).contains("our-crm is not listened to.");
        for (int width : new int[] {1280, 390}) {
            visitor().looksAt("/webhooks/incoming", width, "incoming");
        }
        assertThat(visitor().complaints()).isEmpty();
    }
}
