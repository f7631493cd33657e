package dev.trellis.email;

import dev.trellis.email.doctor.Dns;
import dev.trellis.email.doctor.DomainDoctor;
import dev.trellis.email.doctor.DomainReport.Finding;
import dev.trellis.email.doctor.JndiDns;
import dev.trellis.platform.Command;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Looks at a domain's records before its first mail does. */
public final class CheckDomainCommand implements Command {

    private final Dns dns;
    private final PrintStream out;

    public CheckDomainCommand() {
        this(new JndiDns(), System.out);
    }

    CheckDomainCommand(Dns dns, PrintStream out) {
        this.dns = dns;
        this.out = out;
    }

    @Override
    public String name() {
        return "check-domain";
    }

    @Override
    public String parameters() {
        return "<domain> [selector]";
    }

    @Override
    public String summary() {
        return "says whether a domain's SPF, DKIM, DMARC, MX and PTR records let mail through";
    }

    @Override
    public int run(List<String> arguments, Launcher launcher) {
        if (arguments.isEmpty()
                || arguments.size() > 2
                || !arguments.getFirst().matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+")) {
            out.println(
                    "check-domain wants the domain mail is sent from, such as example.org, and may be given the DKIM"
                            + " selector.");
            return WRONG_USE;
        }
        var domain = arguments.getFirst().toLowerCase(Locale.ROOT);
        var selector = arguments.size() > 1 ? arguments.get(1) : null;
        try (var application = launcher.idle()) {
            var identity = application.getBean(MailIdentities.class).of(domain, selector);
            var report = new DomainDoctor(dns).examine(identity);
            report.findings().forEach(this::print);
            out.println(
                    report.isBroken() ? "Mail from " + domain + " will be refused or get lost." : "Nothing is broken.");
            return report.isBroken() ? FAILED : DONE;
        }
    }

    private void print(Finding finding) {
        out.println(
                String.format(Locale.ROOT, "%-8s %s: %s", finding.state().label(), finding.name(), finding.found()));
        if (!finding.fix().isEmpty()) {
            out.println("         " + finding.fix());
        }
    }
}
