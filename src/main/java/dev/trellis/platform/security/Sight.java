package dev.trellis.platform.security;

import java.io.Serializable;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Whose leads somebody sees: everybody's, their team's, or their own and what their team has not given to anybody yet.
 *
 * @param owner the address that names them as an owner
 */
public record Sight(
        Reach reach, @Nullable String owner, @Nullable String team) implements Serializable {

    public static final Sight ALL = new Sight(Reach.ALL, null, null);

    private static final String OF_THE_TEAM = " in (select member from team_member where team = :sightTeam)";

    static Sight ofOwner(@Nullable String owner, @Nullable String team) {
        return new Sight(Reach.OWN, owner, team);
    }

    static Sight ofTeam(@Nullable String owner, @Nullable String team) {
        return new Sight(Reach.TEAM, owner, team);
    }

    /** What who asks sees. Programs see everything that their token lets them see. */
    public static Sight of(@Nullable Principal who) {
        return who instanceof Authentication asking && asking.getPrincipal() instanceof SignedInUser user
                ? user.sight()
                : ALL;
    }

    public boolean isAll() {
        return reach == Reach.ALL;
    }

    /** Whether what somebody else has is seen, too. */
    public boolean seesOthers() {
        return reach != Reach.OWN;
    }

    /** The condition on rows of a table with an owner and a team, to go with {@link #parameters()}. */
    public String onOwnerAndTeam(String table) {
        var owner = table + ".owner";
        var team = table + ".team";
        return switch (reach) {
            case ALL -> "true";
            case TEAM -> "(" + owner + " = :sightOwner or " + team + " = :sightTeam or " + owner + OF_THE_TEAM + ")";
            case OWN -> "(" + owner + " = :sightOwner or " + owner + " is null and " + team + " = :sightTeam)";
        };
    }

    /** The condition on rows of a table with an owner only, to go with {@link #parameters()}. */
    public String onOwner(String table) {
        var owner = table + ".owner";
        return switch (reach) {
            case ALL -> "true";
            case TEAM -> "(" + owner + " = :sightOwner or " + owner + OF_THE_TEAM + ")";
            case OWN -> owner + " = :sightOwner";
        };
    }

    /** What the conditions name. Who has no address or no team sees nothing by it. */
    public Map<String, Object> parameters() {
        var parameters = new HashMap<String, Object>();
        if (!isAll()) {
            parameters.put("sightOwner", owner == null ? "" : owner);
            parameters.put("sightTeam", team == null ? "" : team);
        }
        return parameters;
    }

    /** How far somebody sees. */
    public enum Reach {
        ALL,
        TEAM,
        OWN
    }
}
