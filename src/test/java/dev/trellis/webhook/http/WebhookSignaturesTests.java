package dev.trellis.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.webhook.Receiver;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSignaturesTests {

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BODY = "{\"test\": 2432232314}";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    /** The example with which the libraries of Standard Webhooks test themselves. */
    @Test
    void theSignatureIsTheOneOfTheStandard() {
        assertThat(WebhookSignatures.header(List.of(SECRET), ID, Instant.ofEpochSecond(1614265330), BODY))
                .isEqualTo(SIGNATURE);
        assertThat(Receiver.isGenuine(SECRET, ID, "1614265330", SIGNATURE, BODY))
                .isTrue();
        assertThat(genuine(List.of(SECRET), ID, "1614265330", SIGNATURE, BODY)).isTrue();
    }

    @Test
    void whateverIsChangedIsNotGenuine() {
        assertThat(genuine(List.of(SECRET), ID + "x", "1614265330", SIGNATURE, BODY))
                .isFalse();
        assertThat(genuine(List.of(SECRET), ID, "1614265331", SIGNATURE, BODY)).isFalse();
        assertThat(genuine(List.of(SECRET), ID, "1614265330", SIGNATURE, BODY + " "))
                .isFalse();
        assertThat(genuine(List.of(SECRET), ID, "1614265330", SIGNATURE.replace("v1", "v2"), BODY))
                .isFalse();
        assertThat(genuine(List.of(SECRET), ID, "1614265330", "", BODY)).isFalse();
        assertThat(genuine(List.of(WebhookSignatures.newSecret()), ID, "1614265330", SIGNATURE, BODY))
                .isFalse();
    }

    @Test
    void whileSecretsChangeEitherWillDo() {
        var newer = WebhookSignatures.newSecret();
        var both = WebhookSignatures.header(List.of(newer, SECRET), ID, Instant.ofEpochSecond(1614265330), BODY);

        assertThat(both.split(" ")).hasSize(2).contains(SIGNATURE);
        assertThat(Receiver.isGenuine(newer, ID, "1614265330", both, BODY)).isTrue();
        assertThat(Receiver.isGenuine(SECRET, ID, "1614265330", both, BODY)).isTrue();
        assertThat(genuine(List.of(newer, SECRET), ID, "1614265330", SIGNATURE, BODY))
                .isTrue();
    }

    private static boolean genuine(List<String> secrets, String id, String timestamp, String header, String body) {
        return WebhookSignatures.isGenuine(secrets, id, timestamp, header, body.getBytes(StandardCharsets.UTF_8));
    }
}
