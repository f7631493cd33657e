package dev.trellis.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.console.People.Person;
import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

@DatabaseTest
class PeopleTests {

    private static final int CROWD = 5_000;

    private final Database database;
    private final JdbcClient jdbc;
    private final People people;

    PeopleTests(Database database) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.people = new People(jdbc);
    }

    @BeforeEach
    void fill() {
        jdbc.sql("""
                        insert into company (id, name, name_key, created_at, updated_at)
                        select gen_random_uuid(), n, lower(n), now(), now()
                        from generate_series(0, 200) i, lateral (select case i when 0 then 'Fjord & Sons' else 'Works ' || i end n) x
                        """).update();
        jdbc.sql("""
                        insert into contact (id, email, email_key, first_name, last_name, company_id, created_at, updated_at)
                        select gen_random_uuid(), e, e, 'Some' || i, 'Body' || i,
                               (select id from company where name = 'Works ' || 1 + i % 200),
                               now(), now() - i * interval '1 minute'
                        from generate_series(1, :crowd) i, lateral (select 'nobody' || i || '@crowd.example' e) x
                        """).param("crowd", CROWD).update();
        jdbc.sql("""
                        insert into contact (id, email, email_key, first_name, last_name, company_id, created_at, updated_at)
                        select gen_random_uuid(), 'Ada_L@Lovelace.example', 'ada_l@lovelace.example', 'Ada', 'Lovelace', id,
                               now(), now() - interval '1 year'
                        from company where name = 'Fjord & Sons'
                        """).update();
        jdbc.sql("""
                        insert into lifecycle (contact_id, stage, entry, entered_at, closed_lost, journey)
                        select id, case when first_name = 'Ada' then 'sql' else 'lead' end, 1, now(), first_name = 'Ada', true
                        from contact
                        """).update();
        jdbc.sql("""
                        insert into score (contact_id, fit, temperature, changed_at)
                        select id, 'A', case when first_name = 'Ada' then 'hot' else 'cold' end, now()
                        from contact where first_name <> 'Some1'
                        """).update();
        jdbc.sql("analyze contact, company, lifecycle, score").update();
    }

    @AfterEach
    void leaveNobody() {
        database.clear();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "ADA",
                "love",
                "ada love",
                " lovelace  ADA ",
                "ada_l@love",
                "@lovelace.ex",
                "lovelace.example",
                "fjord",
                "Fjord  & so",
            })
    void isFoundByBeginnings(String text) {
        assertThat(found(text, "", "")).extracting(Person::email).containsExactly("Ada_L@Lovelace.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada nobody", "adaXl", "ad%", "a_a", "ada hopper", "@ada", "sons"})
    void isNotFoundByAnythingElse(String text) {
        assertThat(found(text, "", "")).isEmpty();
    }

    @Test
    void filtersAndTextAllHaveToFit() {
        assertThat(found("ada", "sql", "hot")).hasSize(1);
        assertThat(found("ada", "closed-lost", "")).hasSize(1);
        assertThat(found("ada", "lead", "hot")).isEmpty();
        assertThat(found("fjord", "sql", "cold")).isEmpty();
        assertThat(found("nobody1@", "lead", "cold")).singleElement().satisfies(person -> {
            assertThat(person.email()).isEqualTo("nobody1@crowd.example");
            assertThat(person.temperature()).isEqualTo("cold");
        });
    }

    @Test
    void whatTheProfileAndTheOwnerSayNarrowsTheList() {
        jdbc.sql("""
                        update contact set country = 'NO', source = 'fair', attributes = '{"tags": "Key Account; vip"}'
                        where first_name in ('Ada', 'Some7')
                        """).update();
        jdbc.sql("""
                        insert into contact_owner (contact_id, owner, since, actor)
                        select id, 'sam@example.com', now(), 'test' from contact where first_name = 'Ada'
                        """).update();

        assertThat(names(new Wanted(null, null, null, null, null, "fair", "no", "VIP")))
                .containsExactlyInAnyOrder("Ada Lovelace", "Some7 Body7");
        assertThat(names(new Wanted(null, "sql", "hot", "A", "sam@example.com", "fair", "NO", "key account")))
                .containsExactly("Ada Lovelace");
        assertThat(names(new Wanted("some", null, null, null, "nobody", "fair", null, null)))
                .containsExactly("Some7 Body7");
        assertThat(names(new Wanted(null, null, null, "unknown", null, null, null, null)))
                .containsExactly("Some1 Body1");
        assertThat(names(new Wanted(null, null, null, null, null, null, null, "key")))
                .isEmpty();
    }

    @Test
    void whatFitsIsCountedUpToAThousand() {
        var leads = find(Wanted.of("", "lead", ""), null);
        var second = find(Wanted.of("", "lead", ""), leads.page().next());

        assertThat(leads.total()).isEqualTo(People.COUNTED);
        assertThat(leads.more()).isTrue();
        assertThat(second.total()).isNull();
        assertThat(find(Wanted.of("ada", "", ""), null)).satisfies(ada -> {
            assertThat(ada.total()).isEqualTo(1);
            assertThat(ada.more()).isFalse();
        });
        assertThat(people.about()).isEqualTo(CROWD + 1);
        assertThat(find(Wanted.anybody(), null).page().items()).hasSize(20);
    }

    @Test
    void thePagesHoldEverybodyOnceNewestFirst() {
        var all = found("some12", "lead", "cold");

        assertThat(all).hasSize(111).doesNotHaveDuplicates();
        assertThat(all)
                .isSortedAccordingTo(
                        (one, other) -> other.id().toString().compareTo(one.id().toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada", "lovel", "@lovelace", "fjord", "xyz", ""})
    void aSearchForAFewDoesNotReadTheMany(String text) {
        long read = database.transactions().execute(status -> {
            var before = rowsRead();
            people.find(Wanted.of(text, text.isEmpty() ? "closed-lost" : "", text.isEmpty() ? "hot" : ""), null, 50);
            return rowsRead() - before;
        });

        assertThat(read).isLessThan(CROWD / 5);
    }

    private long rowsRead() {
        return jdbc.sql("""
                        select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
                        from pg_stat_xact_user_tables where relname in ('contact', 'lifecycle', 'score', 'company')
                        """).query(Long.class).single();
    }

    private List<String> names(Wanted wanted) {
        return find(wanted, null).page().items().stream().map(Person::name).toList();
    }

    private People.Found find(Wanted wanted, @Nullable String before) {
        return database.transactions().execute(status -> people.find(wanted, before, 20));
    }

    /** All pages of twenty. */
    private List<Person> found(String text, String stage, String temperature) {
        var all = new ArrayList<Person>();
        @Nullable String next = null;
        do {
            var before = next;
            var page = find(Wanted.of(text, stage, temperature), before).page();
            all.addAll(page.items());
            next = page.next();
        } while (next != null);
        return all;
    }
}
