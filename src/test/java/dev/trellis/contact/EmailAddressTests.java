package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailAddressTests {

    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ada@example.org, ada@example.org",
        "' Ada@Example.ORG ', Ada@example.org, ada@example.org",
        "ada+news@example.org, ada+news@example.org, ada+news@example.org",
        "ada@müller.example, ada@xn--mller-kva.example, ada@xn--mller-kva.example",
        "o'neill@example.co.uk, o'neill@example.co.uk, o'neill@example.co.uk",
    })
    void anAddressHasOneSpelling(String given, String address, String key) {
        assertThat(EmailAddress.of(given)).isEqualTo(new EmailAddress(address, key));
    }

    @Test
    void composedAndDecomposedLettersAreTheSame() {
        assertThat(EmailAddress.of("jose\u0301@example.org")).isEqualTo(EmailAddress.of("jos\u00e9@example.org"));
    }

    @Test
    void invisibleCharactersDoNotCount() {
        assertThat(EmailAddress.of("\ufeffada@example.org\u200b").key()).isEqualTo("ada@example.org");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ada | has no @",
                "ada@ | cannot be used",
                "@example.org | nothing stands before the @",
                "ada@localhost | no ending such as .com",
                "ada@192.168.0.1 | cannot be used",
                "ada@[192.168.0.1] | IP address",
                "ada@@example.org | cannot be used",
                "ada..b@example.org | two dots in a row",
                "ada b@example.org | cannot be used",
                "Ada <ada@example.org> | bare address",
                "'\"ada\"@example.org' | bare address",
                "ada@exa_mple.org | cannot be used",
                "'ada@example.org,bo@example.org' | cannot be used",
                "'ada@example.org\rBcc: x@example.org' | cannot be used",
                "' ' | is missing",
            })
    void whatIsNoAddressIsRefusedWithTheReason(String given, String reason) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> EmailAddress.of(given))
                .withMessageContaining(reason)
                .satisfies(problem -> assertThat(problem.field()).isEqualTo("email"));
    }
}
