package dev.trellis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trellis.platform.StartRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTests {

    @Test
    void userAndPasswordAreTakenOut() {
        var url = DatabaseUrl.parse("postgresql://ada:p%40ss+word@db.example.com:5433/trellis?sslmode=require");
        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example.com:5433/trellis?sslmode=require");
        assertThat(url.user()).isEqualTo("ada");
        assertThat(url.password()).isEqualTo("p@ss+word");
    }

    @Test
    void theDriversOwnAddressesWorkToo() {
        var url = DatabaseUrl.parse("jdbc:postgresql://localhost/trellis?user=ada");
        assertThat(url).isEqualTo(new DatabaseUrl("jdbc:postgresql://localhost/trellis?user=ada", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql://db.example.com", "postgresql:///trellis", "postgresql://a b/trellis"})
    void withoutHostOrDatabaseItIsRefused(String setting) {
        assertThatExceptionOfType(StartRefusedException.class)
                .isThrownBy(() -> DatabaseUrl.parse(setting))
                .withMessageStartingWith("TRELLIS_DATABASE_URL must name host and database");
    }
}
