package dev.trellis.email;

import dev.trellis.email.doctor.DomainDoctor;
import dev.trellis.email.doctor.DomainReport;
import dev.trellis.email.doctor.DomainReport.State;
import dev.trellis.email.doctor.JndiDns;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Whether the domain that our mail comes from lets it arrive. */
@Component
public class SendingDomain {

    /** Records change seldom, and asking for them takes a while. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(10);

    private final MailSettings settings;
    private final MailIdentities identities;
    private final DomainDoctor doctor;

    private @Nullable DomainReport known;
    private long knownSinceNanos;

    @Autowired
    SendingDomain(MailSettings settings, MailIdentities identities) {
        this(settings, identities, new DomainDoctor(new JndiDns()));
    }

    SendingDomain(MailSettings settings, MailIdentities identities, DomainDoctor doctor) {
        this.settings = settings;
        this.identities = identities;
        this.doctor = doctor;
    }

    /** What the domain name system says. Takes seconds where it has to be asked. */
    public synchronized DomainReport report() {
        var report = known;
        if (report == null || System.nanoTime() - knownSinceNanos > GOOD_FOR.toNanos()) {
            report = doctor.examine(identities.own());
            known = report;
            knownSinceNanos = System.nanoTime();
        }
        return report;
    }

    /** Whether our mail leaves this machine at all. */
    public boolean isUsed() {
        return settings.relays().values().stream()
                .anyMatch(relay -> !relay.address().isLoopback());
    }

    /** Why mail will be refused or get lost, with what to do; empty where none leaves this machine. */
    public List<String> warnings() {
        return isUsed()
                ? report().findings().stream()
                        .filter(finding -> finding.state() == State.BROKEN)
                        .map(finding -> finding.name() + ": " + finding.found() + ". " + finding.fix())
                        .toList()
                : List.of();
    }
}
