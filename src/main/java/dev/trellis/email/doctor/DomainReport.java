package dev.trellis.email.doctor;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the domain name system says about a domain that mail is sent from. */
public record DomainReport(String domain, List<Finding> findings) {

    /** How bad it is, the worst last. */
    public enum State {
        OK,
        /** Nobody could be asked, or there is nothing to ask about. */
        UNKNOWN,
        WARNING,
        BROKEN;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One thing that was looked at.
     *
     * @param found what is there
     * @param fix what to do, in words; empty where nothing is to be done
     */
    public record Finding(String name, State state, String found, String fix) {

        static Finding ok(String name, String found) {
            return new Finding(name, State.OK, found, "");
        }

        static Finding warning(String name, String found, String fix) {
            return new Finding(name, State.WARNING, found, fix);
        }

        static Finding broken(String name, String found, String fix) {
            return new Finding(name, State.BROKEN, found, fix);
        }

        static Finding unknown(String name, String found, String fix) {
            return new Finding(name, State.UNKNOWN, found, fix);
        }
    }

    /** The worst of it. */
    public State state() {
        return findings.stream()
                .map(Finding::state)
                .max(Comparator.naturalOrder())
                .orElse(State.OK);
    }

    /** Whether mail will be refused, or lost, because of it. */
    public boolean isBroken() {
        return state() == State.BROKEN;
    }
}
