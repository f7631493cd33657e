package dev.trellis.platform.security;

import dev.trellis.platform.InvalidValueException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What somebody is here for, and so what they may do at the pages. */
public enum Role {
    /** Journeys, templates, broadcasts and their numbers. */
    MARKETER,
    /** Their own hand-offs, tasks and deals. */
    SALES,
    /** What sales may, for everybody in the team. */
    SALES_MANAGER,
    /** Everything. */
    OPERATOR;

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Role of(String label) {
        return Arrays.stream(values())
                .filter(role -> role.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "role",
                        "must be one of "
                                + Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "))));
    }

    /** Where they begin: sales with what waits for its answer, everybody else with the whole. */
    String home() {
        return this == SALES || this == SALES_MANAGER ? "/handoffs" : "/";
    }

    String authority() {
        return "ROLE_" + name();
    }
}
