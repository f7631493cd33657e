package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.trellis.deal.Deal;
import dev.trellis.deal.Pipeline;
import dev.trellis.deal.PipelineStep;
import dev.trellis.platform.security.Sight;
import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What words find deals. */
@DatabaseTest
class DealSearchTests {

    private final Database database;
    private final DealList list;
    private final DealBoard board;

    DealSearchTests(Database database) {
        this.database = database;
        this.list = new DealList(database.jdbc(), Clock.systemUTC());
        var pipeline = mock(Pipeline.class);
        when(pipeline.steps()).thenReturn(List.of(new PipelineStep("demo", "Demo", 1, 50, List.of(), List.of())));
        this.board = new DealBoard(database.jdbc(), pipeline, Clock.systemUTC());
    }

    @BeforeEach
    void oneAmongThreeHundred() {
        var jdbc = database.jdbc();
        jdbc.sql("""
                        with firm as (
                            insert into company (id, name, name_key, created_at, updated_at)
                            select gen_random_uuid(), name, lower(name), now(), now() from unnest(array['Brno Works', 'Stork Nests']) as name
                            returning id, name)
                        insert into contact (id, email, email_key, first_name, last_name, company_id, created_at, updated_at)
                        select gen_random_uuid(), 'zo@works.example', 'zo@works.example', 'Zdeňka', 'Orlík',
                               (select id from firm where name = 'Brno Works'), now(), now()
                        union all
                        select gen_random_uuid(), 'n' || i || '@nest.example', 'n' || i || '@nest.example', 'Otto', 'Crane',
                               (select id from firm where name = 'Stork Nests'), now(), now()
                        from generate_series(1, 300) as i
                        """).update();
        jdbc.sql("""
                        insert into deal (id, contact_id, name, amount, currency, step, state, opened_at, updated_at, step_since)
                        select uuidv7(), id, case when last_name = 'Orlík' then 'Forty 50% seats' else 'A nest' end, 10, 'EUR',
                               'demo', 'open', now(), now(), now()
                        from contact
                        """).update();
    }

    @AfterEach
    void leaveNothing() {
        database.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"y 50%", "SEATS", "zdeň", "orl zde", "zo@", "works.ex", "@works", "brno w"})
    void aPartOfItsNameOrWhomItIsWith(String words) {
        assertThat(found(words)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"otto", "stork", "@nest.example", "nest", "o"})
    void whoeverManyTheyFind(String words) {
        assertThat(found(words)).isGreaterThanOrEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyzzy", "link", "zdeň crane", "50_"})
    void nothingElse(String words) {
        assertThat(found(words)).isZero();
    }

    @Test
    void onlyInTheStateThatIsAskedFor() {
        assertThat(list.find(Deal.State.WON, filter("otto"), Sight.ALL, null, 9).items())
                .isEmpty();
    }

    /** As many in the list as on the board. */
    private int found(String words) {
        var listed = list.find(Deal.State.OPEN, filter(words), Sight.ALL, null, 500)
                .items()
                .size();
        assertThat(board.heads(filter(words), Sight.ALL))
                .singleElement()
                .satisfies(column -> assertThat(column.count()).isEqualTo(listed));
        return listed;
    }

    private static BoardFilter filter(String words) {
        return new BoardFilter(words, null, null, null);
    }
}
