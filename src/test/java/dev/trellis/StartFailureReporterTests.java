package dev.trellis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.trellis.embedded.EmbeddedProperties;
import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.TrellisProperties;
import dev.trellis.testing.Database;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.mock.env.MockEnvironment;

class StartFailureReporterTests {

    private final MockEnvironment environment =
            new MockEnvironment().withProperty("spring.datasource.url", "jdbc:postgresql://db/trellis");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            trellis.public-url                  | grow.example.com | TRELLIS_PUBLIC_URL is 'grow.example.com' but must be a web address such as https://grow.example.com.
            trellis.brand-url                   | www.example.com  | TRELLIS_BRAND_URL is 'www.example.com' but must be your website such as https://www.example.com.
            trellis.public-url                  | ftp://x          | TRELLIS_PUBLIC_URL is 'ftp://x' but must be a web address such as https://grow.example.com.
            trellis.engine-grpc                 | engine:26500     | TRELLIS_ENGINE_GRPC is 'engine:26500' but must be the gRPC address of a Camunda 8 such as http://host:26500.
            trellis.smtp-url                    | http://u:secret@h| TRELLIS_SMTP_URL is 'http://…@h' but must be a mail relay such as smtp://user:password@host:587?starttls=required.
            trellis.mail-from                   | Ada              | TRELLIS_MAIL_FROM is 'Ada' but must be an email address, with or without a name: Ada Example <ada@example.com>.
            trellis.data-dir                    | pom.xml          | TRELLIS_DATA_DIR is 'pom.xml', which is a file; it must be a folder.
            """)
    void wrongSettingsAreNamedWithWhatTheyMayBe(String property, String value, String sentence) {
        assertThat(sentenceFor(property, value, "trellis", TrellisProperties.class))
                .contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            trellis.embedded.engine-partitions | many | TRELLIS_EMBEDDED_ENGINE_PARTITIONS is 'many' but must be a whole number.
            trellis.embedded.engine-partitions | 3    | TRELLIS_EMBEDDED_ENGINE_PARTITIONS is 3 but must be 1 or 2.
            trellis.embedded.engine-heap       | big  | TRELLIS_EMBEDDED_ENGINE_HEAP is 'big' but must be a size such as 512m or 2g.
            """)
    void wrongSizesAreNamedToo(String property, String value, String sentence) {
        assertThat(sentenceFor(property, value, "trellis.embedded", EmbeddedProperties.class))
                .contains(sentence);
    }

    @Test
    void aWrongPortIsNamed() {
        assertThat(sentenceFor("server.port", "web", "server.port", Integer.class))
                .contains("SERVER_PORT is 'web' but must be a whole number.");
    }

    @Test
    void aTakenPortIsNamed() {
        assertThat(sentence(new IllegalStateException(new PortInUseException(8080))))
                .contains(
                        "Port 8080 is taken by another program; stop that program or set SERVER_PORT to a free port.");
    }

    @Test
    void aDatabaseThatIsAwayIsNamed() {
        assertThat(sentence(new IllegalStateException(new SQLException("Connection to db refused", "08001"))))
                .contains(
                        "TRELLIS_DATABASE_URL: the database at jdbc:postgresql://db/trellis cannot be used: Connection to db refused.");
    }

    @Test
    void tablesOfANewerVersionAreNamed() {
        var newer = Flyway.configure()
                .dataSource(Database.get().dataSource())
                .schemas("newer")
                .locations("classpath:db/migration")
                .ignoreMigrationPatterns(new String[0])
                .cleanDisabled(false)
                .load();
        try {
            newer.migrate();
            Database.get().jdbc().sql("""
                            insert into newer.flyway_schema_history
                                (installed_rank, version, description, type, script, installed_by, execution_time, success)
                            values (9999, '9999', 'know tomorrow', 'SQL', 'V9999__know_tomorrow.sql', 'us', 1, true)
                            """).update();

            assertThat(sentence(new IllegalStateException(catchThrowable(newer::validate))))
                    .hasValueSatisfying(sentence -> assertThat(sentence)
                            .startsWith("The tables in the database are those of another version of Trellis (")
                            .contains("9999")
                            .doesNotContain("ignoreMigrationPatterns"));
        } finally {
            newer.clean();
        }
    }

    @Test
    void whatNoSettingMendsKeepsItsStackTrace() {
        assertThat(sentence(new IllegalStateException("bug"))).isEmpty();
        assertThat(sentence(new IllegalStateException(new StartRefusedException("Do this."))))
                .contains("Do this.");
    }

    @Test
    void blankSettingsCountAsAbsent() {
        var bound = bind("trellis.smtp-url", " ", "trellis", TrellisProperties.class);
        assertThat(bound.smtpUrl()).isNull();
        assertThat(bound.publicUrl()).hasToString("http://localhost:8080");
    }

    private Optional<String> sentenceFor(String property, String value, String prefix, Class<?> type) {
        return sentence(catchThrowable(() -> bind(property, value, prefix, type)));
    }

    private Optional<String> sentence(Throwable failure) {
        return StartFailureReporter.sentence(failure, environment);
    }

    private static <T> T bind(String property, String value, String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(Map.of(property, value))).bindOrCreate(prefix, type);
    }
}
