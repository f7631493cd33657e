package dev.trellis.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.testing.Database;
import dev.trellis.testing.DatabaseTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@DatabaseTest
class SightTests {

    private final String team = "team-" + UUID.randomUUID();
    private final Database database;

    SightTests(Database database) {
        this.database = database;
    }

    @BeforeEach
    void aTeamOfAdaAndBob() {
        database.jdbc()
                .sql(
                        "insert into team (name, label, zone, working_hours) values (?, 'A', 'UTC', 'mon-fri 09:00-17:00')")
                .param(team)
                .update();
        for (var member : List.of("ada@sight.example", "bob@sight.example")) {
            database.jdbc()
                    .sql("insert into member (email, name) values (?, ?)")
                    .params(member, member)
                    .update();
            database.jdbc()
                    .sql("insert into team_member (team, member, position) values (?, ?, 1)")
                    .params(team, member)
                    .update();
        }
    }

    @Test
    void whoSeesEverythingSeesEverything() {
        assertThat(withTeam(Sight.ALL)).hasSize(5);
        assertThat(withoutTeam(Sight.ALL)).hasSize(5);
    }

    @Test
    void salesSeesItsOwnAndWhatItsTeamHasNotGivenAway() {
        var sight = Sight.ofOwner("ada@sight.example", team);

        assertThat(withTeam(sight)).containsExactly("adas", "nobodys");
        assertThat(withoutTeam(sight)).containsExactly("adas");
    }

    @Test
    void aManagerSeesWhatIsTheTeamsOrItsMembers() {
        var sight = Sight.ofTeam("boss@sight.example", team);

        assertThat(withTeam(sight)).containsExactly("adas", "bobs", "nobodys");
        assertThat(withoutTeam(sight)).containsExactly("adas", "bobs");
    }

    @Test
    void whoHasNeitherAddressNorTeamSeesNothing() {
        assertThat(withTeam(Sight.ofOwner(null, null))).isEmpty();
        assertThat(withTeam(Sight.ofTeam(null, null))).isEmpty();
        assertThat(withoutTeam(Sight.ofOwner(null, null))).isEmpty();
    }

    private List<String> withTeam(Sight sight) {
        return seen(sight, sight.onOwnerAndTeam("lead"));
    }

    private List<String> withoutTeam(Sight sight) {
        return seen(sight, sight.onOwner("lead"));
    }

    private List<String> seen(Sight sight, String condition) {
        return database.jdbc()
                .sql("""
                        select name from (values
                            ('adas', 'ada@sight.example', :team),
                            ('bobs', 'bob@sight.example', :team),
                            ('eves', 'eve@sight.example', 'another'),
                            ('nobodys', cast(null as text), :team),
                            ('nobodys elsewhere', null, 'another')) as lead (name, owner, team)
                        where %s order by name""".formatted(condition))
                .param("team", team)
                .params(sight.parameters())
                .query((row, number) -> row.getString("name"))
                .list();
    }
}
