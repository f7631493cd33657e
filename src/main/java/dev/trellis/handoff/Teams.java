package dev.trellis.handoff;

import dev.trellis.platform.WorkingHours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The {@link Team}s and who is in them. */
@Repository
public class Teams {

    public static final String SALES = "sales";

    private final JdbcClient jdbc;

    Teams(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<Team> all() {
        return jdbc.sql("select * from team order by name").query(this::toTeam).list();
    }

    public Optional<Team> find(String name) {
        return jdbc.sql("select * from team where name = :name")
                .param("name", name)
                .query(this::toTeam)
                .optional();
    }

    public Optional<Member> findMember(String email) {
        return jdbc.sql("select * from member where email = :email")
                .param("email", email)
                .query(Teams::toMember)
                .optional();
    }

    /** Adds the team, or makes it what it is said to be; members it no longer names leave it. */
    @Transactional
    public void save(Team team) {
        jdbc.sql("""
                        insert into team (name, label, zone, working_hours, lead)
                        values (:name, :label, :zone, :workingHours, :lead)
                        on conflict (name) do update
                        set label = excluded.label, zone = excluded.zone, working_hours = excluded.working_hours,
                            lead = excluded.lead""")
                .param("name", team.name())
                .param("label", team.label())
                .param("zone", team.zone().getId())
                .param("workingHours", team.workingHours().toString())
                .param("lead", team.lead())
                .update();
        saveHolidays(team);
        saveMembers(team);
    }

    /**
     * The team's members and what they have to do, with the team kept from giving out more meanwhile.
     *
     * <p>A customer whom somebody has taken on stays with that person for years and is no pending work.
     */
    List<Routing.Candidate> candidates(String team) {
        jdbc.sql("select name from team where name = :team for update")
                .param("team", team)
                .query(row -> {});
        return jdbc.sql("""
                        select member.*, team_member.last_assigned_at, coalesce(load.pending, 0) as load
                        from team_member
                        join member on member.email = team_member.member
                        left join lateral (select count(*) as pending from handoff
                                           where handoff.owner = member.email
                                             and handoff.state in ('open', 'accepted')
                                             and (handoff.state = 'open' or handoff.kind <> 'customer')) load on true
                        where team_member.team = :team""")
                .param("team", team)
                .query((row, number) -> new Routing.Candidate(
                        toMember(row, number), row.getInt("load"), instant(row, "last_assigned_at")))
                .list();
    }

    void recordAssignment(String team, String member, Instant at) {
        jdbc.sql("update team_member set last_assigned_at = :at where team = :team and member = :member")
                .param("at", utc(at))
                .param("team", team)
                .param("member", member)
                .update();
    }

    private void saveHolidays(Team team) {
        jdbc.sql("delete from team_holiday where team = :team")
                .param("team", team.name())
                .update();
        team.holidays()
                .forEach((day, label) -> jdbc.sql(
                                "insert into team_holiday (team, day, label) values (:team, :day, :label)")
                        .param("team", team.name())
                        .param("day", day)
                        .param("label", label)
                        .update());
    }

    private void saveMembers(Team team) {
        var emails = team.members().stream().map(Member::email).toArray(String[]::new);
        jdbc.sql("delete from team_member where team = :team and not (member = any(:members))")
                .param("team", team.name())
                .param("members", emails)
                .update();
        var position = 0;
        for (var member : team.members()) {
            position++;
            save(member);
            jdbc.sql("""
                            insert into team_member (team, member, position) values (:team, :member, :position)
                            on conflict (team, member) do update set position = excluded.position""")
                    .param("team", team.name())
                    .param("member", member.email())
                    .param("position", position)
                    .update();
        }
    }

    private void save(Member member) {
        var hours = member.workingHours();
        jdbc.sql("""
                        insert into member (email, name, capacity, working_hours, absent_until)
                        values (:email, :name, :capacity, :workingHours, :absentUntil)
                        on conflict (email) do update
                        set name = excluded.name, capacity = excluded.capacity, working_hours = excluded.working_hours,
                            absent_until = excluded.absent_until""")
                .param("email", member.email())
                .param("name", member.name())
                .param("capacity", member.capacity())
                .param("workingHours", hours == null ? null : hours.toString())
                .param("absentUntil", member.absentUntil() == null ? null : utc(member.absentUntil()))
                .update();
    }

    private Team toTeam(ResultSet row, int number) throws SQLException {
        var name = row.getString("name");
        return new Team(
                name,
                row.getString("label"),
                ZoneId.of(row.getString("zone")),
                WorkingHours.parse(row.getString("working_hours")),
                row.getString("lead"),
                holidays(name),
                jdbc.sql("""
                                select member.* from team_member join member on member.email = team_member.member
                                where team_member.team = :team order by team_member.position""").param("team", name).query(Teams::toMember).list());
    }

    private Map<LocalDate, String> holidays(String team) {
        var holidays = new LinkedHashMap<LocalDate, String>();
        jdbc.sql("select day, label from team_holiday where team = :team order by day")
                .param("team", team)
                .query(row -> {
                    holidays.put(row.getObject("day", LocalDate.class), row.getString("label"));
                });
        return holidays;
    }

    private static Member toMember(ResultSet row, int number) throws SQLException {
        var hours = row.getString("working_hours");
        return new Member(
                row.getString("email"),
                row.getString("name"),
                row.getObject("capacity", Integer.class),
                hours == null ? null : WorkingHours.parse(hours),
                instant(row, "absent_until"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
