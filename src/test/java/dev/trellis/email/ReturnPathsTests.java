package dev.trellis.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.platform.Ids;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ReturnPathsTests {

    private static final EmailInstance INSTANCE = EmailInstance.options().start();
    private static final UUID SEND = Ids.next();

    private final ReturnPaths returnPaths = INSTANCE.get(ReturnPaths.class);

    @AfterAll
    static void stop() {
        INSTANCE.close();
    }

    @Test
    void eachMailHasAnAddressOfItsOwn() {
        var address = returnPaths.of(SEND);

        assertThat(address).matches("bounces\\+[a-z2-7]{39}@mail\\.example\\.org");
        assertThat(address.indexOf('@')).isLessThanOrEqualTo(64);
        assertThat(returnPaths.of(Ids.next())).isNotEqualTo(address);
        assertThat(returnPaths.sendOf(address)).contains(SEND);
    }

    @Test
    void itSurvivesWhatMailServersDoToIt() {
        var address = returnPaths.of(SEND);

        assertThat(returnPaths.sendOf(address.toUpperCase(Locale.ROOT))).contains(SEND);
        assertThat(returnPaths.sendOf("Delivered-To: <" + address + ">, other@example.org"))
                .contains(SEND);
        assertThat(returnPaths.sendOf("prvs=4711=" + address)).contains(SEND);
        assertThat(returnPaths.sendOf("SRS0=abc=" + address.replace("@", "=40") + "@forwarder.example"))
                .contains(SEND);
    }

    @Test
    void nobodyElseCanMakeOne() {
        var address = returnPaths.of(SEND);
        int digit = address.indexOf('+') + 30;
        var forged =
                address.substring(0, digit) + (address.charAt(digit) == 'a' ? 'b' : 'a') + address.substring(digit + 1);

        assertThat(returnPaths.sendOf(forged)).isEmpty();
        assertThat(returnPaths.sendOf("bounces@mail.example.org")).isEmpty();
        assertThat(returnPaths.sendOf("bounces+" + "a".repeat(39) + "@mail.example.org"))
                .isEmpty();
        assertThat(returnPaths.sendOf("")).isEmpty();
    }
}
