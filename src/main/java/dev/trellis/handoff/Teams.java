package dev.trellis.handoff;

import static dev.trellis.platform.UtcTime.instantOrNull;
import static dev.trellis.platform.UtcTime.utc;
import static dev.trellis.platform.UtcTime.utcOrNull;

import dev.trellis.handoff.Routing.Candidate;
import dev.trellis.handoff.Routing.Roster;
import dev.trellis.platform.BusinessCalendar;
import dev.trellis.platform.WorkingHours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
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

    /** What the people in the teams are called, by their addresses and in the order of these. */
    public Map<String, String> memberNames() {
        var names = new LinkedHashMap<String, String>();
        jdbc.sql("""
                        select email, name from member
                        where exists (select from team_member where team_member.member = member.email)
                        order by email""").query(row -> {
            names.put(row.getString("email"), row.getString("name"));
        });
        return names;
    }

    /** Adds the team, or makes it what it is said to be; members it no longer names leave it. */
    @Transactional
    public void save(Team team) {
        jdbc.sql("""
                        insert into team (name, label, zone, working_hours, lead, manager, strategy, prefer_at_work)
                        values (:name, :label, :zone, :workingHours, :lead, :manager, :strategy, :preferAtWork)
                        on conflict (name) do update
                        set label = excluded.label, zone = excluded.zone, working_hours = excluded.working_hours,
                            lead = excluded.lead, manager = excluded.manager, strategy = excluded.strategy,
                            prefer_at_work = excluded.prefer_at_work""")
                .param("name", team.name())
                .param("label", team.label())
                .param("zone", team.zone().getId())
                .param("workingHours", team.workingHours().toString())
                .param("lead", team.lead())
                .param("manager", team.manager())
                .param("strategy", team.strategy().label())
                .param("preferAtWork", team.prefersAtWork())
                .update();
        saveHolidays(team);
        saveMembers(team);
    }

    /** Whether there is such a team. */
    boolean exists(String name) {
        return jdbc.sql("select exists (select from team where name = :name)")
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    /** The working time of a team, or of a person in it; empty where there is no such team. */
    Optional<BusinessCalendar> calendar(String name, @Nullable String member) {
        return jdbc.sql("""
                        select coalesce(member.zone, team.zone) as zone,
                               coalesce(member.working_hours, team.working_hours) as working_hours
                        from team
                        left join team_member on team_member.team = team.name and team_member.member = :member
                        left join member on member.email = team_member.member
                        where team.name = :name""")
                .param("name", name)
                .param("member", member)
                .query((row, number) -> new BusinessCalendar(
                        ZoneId.of(row.getString("zone")),
                        WorkingHours.parse(row.getString("working_hours")),
                        holidays(name).keySet()))
                .optional();
    }

    /**
     * The team and what its members have to do, with the team kept from giving out more meanwhile.
     *
     * <p>So are teams that share a member with it: they must not fill the same person's last free place.
     */
    Optional<Roster> roster(String name, Instant now) {
        jdbc.sql("""
                        select name from team
                        where name = :name
                           or name in (select other.team from team_member mine
                                       join team_member other on other.member = mine.member
                                       where mine.team = :name)
                        order by name
                        for no key update""").param("name", name).query(row -> {});
        return jdbc.sql("select * from team where name = :name")
                .param("name", name)
                .query((row, number) -> {
                    var candidates = candidates(name);
                    var team = toTeam(
                            row, candidates.stream().map(Candidate::member).toList());
                    return new Roster(team, candidates, isAway(team.lead(), now));
                })
                .optional();
    }

    private List<Candidate> candidates(String team) {
        return jdbc.sql("""
                        select member.*, team_member.last_turn,
                               coalesce(sums.pending, 0) + coalesce(changes.change, 0) as load
                        from team_member
                        join member on member.email = team_member.member
                        left join handoff_count sums on sums.owner = member.email
                        left join (select owner, sum(change) as change from handoff_count_change group by owner) changes
                            on changes.owner = member.email
                        where team_member.team = :team
                        order by team_member.position""")
                .param("team", team)
                .query((row, number) -> new Candidate(
                        toMember(row, number), row.getInt("load"), row.getObject("last_turn", Long.class)))
                .list();
    }

    private boolean isAway(@Nullable String lead, Instant now) {
        return lead != null
                && findMember(lead).filter(member -> member.isAbsent(now)).isPresent();
    }

    /** The member's turn was now: all others come before the next one. */
    void recordTurn(String team, String member, Instant at) {
        jdbc.sql("""
                        with turn as (update team set turns = turns + 1 where name = :team returning turns)
                        update team_member
                        set last_assigned_at = :at, last_turn = turn.turns
                        from turn
                        where team = :team and member = :member""")
                .param("at", utc(at))
                .param("team", team)
                .param("member", member)
                .update();
    }

    void saveAbsence(String member, Absence absence) {
        jdbc.sql("update member set absent_from = :from, absent_until = :until where email = :member")
                .param("from", utcOrNull(absence.from()))
                .param("until", utcOrNull(absence.until()))
                .param("member", member)
                .update();
    }

    /** How many hand-offs each of the people works on; those with none are left out. */
    public Map<String, Integer> loads() {
        var loads = new LinkedHashMap<String, Integer>();
        jdbc.sql("""
                        select owner, sum(pending) as load
                        from (select owner, pending from handoff_count
                              union all select owner, change from handoff_count_change) counted
                        group by owner having sum(pending) > 0""").query(row -> {
            loads.put(row.getString("owner"), row.getInt("load"));
        });
        return loads;
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
        // In one order, for whoever saves another team with the same people at the same time.
        team.members().stream().sorted(Comparator.comparing(Member::email)).forEach(this::save);
        var position = 0;
        for (var member : team.members()) {
            position++;
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
        var zone = member.zone();
        jdbc.sql("""
                        insert into member (email, name, capacity, working_hours, zone, absent_from, absent_until)
                        values (:email, :name, :capacity, :workingHours, :zone, :absentFrom, :absentUntil)
                        on conflict (email) do update
                        set name = excluded.name, capacity = excluded.capacity, working_hours = excluded.working_hours,
                            zone = excluded.zone, absent_from = excluded.absent_from,
                            absent_until = excluded.absent_until""")
                .param("email", member.email())
                .param("name", member.name())
                .param("capacity", member.capacity())
                .param("workingHours", hours == null ? null : hours.toString())
                .param("zone", zone == null ? null : zone.getId())
                .param("absentFrom", utcOrNull(member.absentFrom()))
                .param("absentUntil", utcOrNull(member.absentUntil()))
                .update();
    }

    private Team toTeam(ResultSet row, int number) throws SQLException {
        return toTeam(row, members(row.getString("name")));
    }

    private Team toTeam(ResultSet row, List<Member> members) throws SQLException {
        var name = row.getString("name");
        return new Team(
                name,
                row.getString("label"),
                ZoneId.of(row.getString("zone")),
                WorkingHours.parse(row.getString("working_hours")),
                row.getString("lead"),
                row.getString("manager"),
                Strategy.of(row.getString("strategy")),
                row.getBoolean("prefer_at_work"),
                holidays(name),
                members);
    }

    private List<Member> members(String team) {
        return jdbc.sql("""
                        select member.* from team_member join member on member.email = team_member.member
                        where team_member.team = :team order by team_member.position""").param("team", team).query(Teams::toMember).list();
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
        var zone = row.getString("zone");
        return new Member(
                row.getString("email"),
                row.getString("name"),
                row.getObject("capacity", Integer.class),
                hours == null ? null : WorkingHours.parse(hours),
                zone == null ? null : ZoneId.of(zone),
                instantOrNull(row, "absent_from"),
                instantOrNull(row, "absent_until"));
    }
}
