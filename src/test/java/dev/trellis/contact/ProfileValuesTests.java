package dev.trellis.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileValuesTests {

    @ParameterizedTest
    @CsvSource({
        "DE, DE",
        "de, DE",
        "DEU, DE",
        "Germany, DE",
        "Deutschland, DE",
        "UK, GB",
        "usa, US",
        "United States, US",
        "Österreich, AT",
        "' France ', FR",
    })
    void countriesAreKnownByCodeAndName(String given, String code) {
        assertThat(ProfileValues.country(given)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "de, de",
        "DE, de",
        "de_DE, de-DE",
        "pt-br, pt-BR",
        "German, de",
        "deutsch, de",
        "zh-Hant-TW, zh-Hant-TW"
    })
    void languagesAreKnownByTagAndName(String given, String tag) {
        assertThat(ProfileValues.language(given)).isEqualTo(tag);
    }

    @Test
    void blankIsNothing() {
        assertThat(ProfileValues.country(" ")).isNull();
        assertThat(ProfileValues.language("")).isNull();
        assertThat(ProfileValues.timeZone(null)).isNull();
    }

    @Test
    void whatIsNotKnownIsRefusedByName() {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> ProfileValues.country("Atlantis"))
                .withMessage("'Atlantis' is not a country; give its ISO 3166-1 code, such as DE")
                .satisfies(problem -> assertThat(problem.field()).isEqualTo("country"));
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> ProfileValues.timeZone("+02:00"))
                .withMessageContaining("Europe/Berlin");
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> ProfileValues.language("qq-DE"))
                .withMessageContaining("pt-BR");
    }

    @ParameterizedTest
    @CsvSource({"newsletter, newsletter", "Early Access, early-access", "product_news, product-news"})
    void namesAreKebabCase(String given, String name) {
        assertThat(ProfileValues.name("topic", given)).isEqualTo(name);
    }
}
