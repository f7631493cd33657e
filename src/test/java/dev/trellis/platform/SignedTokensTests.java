package dev.trellis.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@DatabaseTest
class SignedTokensTests {

    private static final UUID ID = UUID.fromString("0190e7a0-0000-7000-8000-000000000001");

    private SignedTokens tokens;
    private SignedTokens ofAnotherInstance;

    @BeforeEach
    void start(Database database) {
        tokens = new SignedTokens(database.jdbc());
        ofAnotherInstance = new SignedTokens(database.jdbc());
    }

    @Test
    void everyInstanceReadsWhatAnotherSigned() {
        assertThat(ofAnotherInstance.verifyId("click", tokens.sign("click", ID)))
                .contains(ID);
        assertThat(ofAnotherInstance.verifyText("form", tokens.sign("form", "Grüße")))
                .contains("Grüße");
        assertThat(ofAnotherInstance.fingerprint("address", "a")).isEqualTo(tokens.fingerprint("address", "a"));
    }

    @Test
    void aTokenIsGoodForOnePurposeOnly() {
        var token = tokens.sign("open", ID);

        assertThat(tokens.verifyId("unsubscribe", token)).isEmpty();
        assertThat(tokens.fingerprint("open", "a")).isNotEqualTo(tokens.fingerprint("click", "a"));
    }

    @Test
    void noCharacterOfATokenCanBeChanged() {
        var token = tokens.sign("click", ID);

        for (int i = 0; i < token.length() - 1; i++) {
            var changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThat(tokens.verify("click", changed)).isEmpty();
        }
        assertThat(tokens.verify("click", token.substring(0, 10))).isEmpty();
        assertThat(tokens.verify("click", "")).isEmpty();
        assertThat(tokens.verify("click", "not base64 !")).isEmpty();
    }
}
