package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DatabaseTest
class AuditTests {

    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private Instant now = START;

    private final Database database;
    private final Audit audit;

    AuditTests(Database database) {
        this.database = database;
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        this.audit = new Audit(database.jdbc(), clock);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update audit set actor = 'bob'", "delete from audit"})
    void theDatabaseRefusesToChangeIt(String sql) {
        audit.record("ada", "user locked", "users/bob", null, null);

        assertThatThrownBy(() -> database.jdbc().sql(sql).update()).hasMessageContaining("only ever added to");
        assertThat(audit.page(AuditFilter.ALL, null, 10).items()).hasSize(1);
    }

    @Test
    void itIsReadFromTheNewestToTheOldestPageByPage() {
        for (int i = 0; i < 7; i++) {
            audit.record("ada", "step " + i, "tests", null, null);
            now = now.plus(Duration.ofSeconds(i / 2));
        }

        var actions = new ArrayList<String>();
        String next = null;
        do {
            var page = audit.page(AuditFilter.ALL, next, 3);
            page.items().forEach(entry -> actions.add(entry.action()));
            next = page.next();
        } while (next != null);

        assertThat(actions).containsExactly("step 6", "step 5", "step 4", "step 3", "step 2", "step 1", "step 0");
    }

    @Test
    void itIsFilteredByWhoWhatAndWhen() {
        audit.record("ada", "one", "users/bob", null, null);
        now = START.plus(Duration.ofHours(1));
        audit.record("ada", "two", "tokens/crm", null, null);
        now = START.plus(Duration.ofHours(2));
        audit.record("eve", "three", "users/bob", null, null);

        assertThat(actions(new AuditFilter("ada", null, null, null))).containsExactly("two", "one");
        assertThat(actions(new AuditFilter(null, "users/", null, null))).containsExactly("three", "one");
        assertThat(actions(new AuditFilter(null, null, START.plusSeconds(1), START.plusSeconds(7200))))
                .containsExactly("two");
    }

    @Test
    void whatIsTooLongIsCutAndNotLost() {
        audit.record("ada", "x".repeat(5_000), "tests", null, null);

        assertThat(audit.page(AuditFilter.ALL, null, 1).items().getFirst().action())
                .hasSize(300)
                .endsWith("…");
    }

    private Iterable<String> actions(AuditFilter filter) {
        return audit.page(filter, null, 10).items().stream()
                .map(AuditEntry::action)
                .toList();
    }
}
