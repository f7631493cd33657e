package dev.trellis.email.doctor;

import dev.trellis.email.dkim.DkimKey;
import dev.trellis.email.doctor.DomainReport.Finding;
import dev.trellis.platform.Command;
import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Looks at a domain's records before its first mail does. */
public final class CheckDomainCommand implements Command {

    private static final String SELECTOR = "trellis.email.dkim.selector";
    private static final String PRIVATE_KEY = "trellis.email.dkim.private-key";
    private static final String SIGNING_DOMAIN = "trellis.email.dkim.domain";

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
            var settings = application.getBean(TrellisProperties.class);
            var report =
                    new DomainDoctor(dns).examine(identity(domain, selector, settings, application.getEnvironment()));
            report.findings().forEach(this::print);
            out.println(
                    report.isBroken() ? "Mail from " + domain + " will be refused or get lost." : "Nothing is broken.");
            return report.isBroken() ? FAILED : DONE;
        }
    }

    private static MailIdentity identity(
            String domain, @Nullable String selector, TrellisProperties settings, Environment environment) {
        var bounces = settings.bounceAddress();
        return new MailIdentity(
                domain,
                bounces == null ? null : bounces.substring(bounces.lastIndexOf('@') + 1),
                relay(settings.smtpUrl()),
                environment.getProperty(SIGNING_DOMAIN),
                selector != null ? selector : environment.getProperty(SELECTOR),
                publicKey(environment.getProperty(PRIVATE_KEY)));
    }

    private static @Nullable String publicKey(@Nullable String file) {
        try {
            return file == null
                    ? null
                    : DkimKey.parse("any", Files.readString(Path.of(file))).publicKey();
        } catch (IOException | InvalidKeyException ex) {
            throw new StartRefusedException(
                    PRIVATE_KEY + " is '" + file + "', which holds no key: " + ex.getMessage() + ".", ex);
        }
    }

    private static @Nullable String relay(@Nullable URI smtp) {
        return smtp == null ? null : smtp.getHost();
    }

    private void print(Finding finding) {
        out.println(
                String.format(Locale.ROOT, "%-8s %s: %s", finding.state().label(), finding.name(), finding.found()));
        if (!finding.fix().isEmpty()) {
            out.println("         " + finding.fix());
        }
    }
}
