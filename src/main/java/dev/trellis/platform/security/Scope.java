package dev.trellis.platform.security;

import dev.trellis.platform.InvalidValueException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a token is good for at the API. */
public enum Scope {
    READ("see everything but exports, webhooks and the audit log"),
    CONTACTS("add and change contacts, companies, consent, stages, referrals; record activities"),
    EMAIL("broadcasts, test emails, cancelled emails, new suppressions, mail that came in"),
    JOURNEYS("publish and start journeys, backtests"),
    HANDOFFS("see and decide hand-offs and tasks"),
    DEALS("see and change deals, report churn"),
    ADMIN("everything");

    private final String meaning;

    Scope(String meaning) {
        this.meaning = meaning;
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it lets a program do, for people who choose. */
    public String meaning() {
        return meaning;
    }

    public static Scope of(String label) {
        return Arrays.stream(values())
                .filter(scope -> scope.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new InvalidValueException(
                        "scopes",
                        "must be among "
                                + Arrays.stream(values()).map(Scope::label).collect(Collectors.joining(", "))));
    }

    String authority() {
        return "SCOPE_" + label();
    }
}
