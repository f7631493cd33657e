package dev.trellis.email;

import dev.trellis.email.smtp.RelayAddress;
import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.TrellisProperties;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who we are in the mail we send, where we hand it in, and where our links lead. */
@Component
public class MailSettings {

    private static final String FIRST_RUN_ADDRESS = "Trellis, 1 Garden Lane, 12345 Exampletown";
    private static final String MAIN = "main";
    private static final String FIRST_RUN_RELAY = "smtp://127.0.0.1:3025";

    private final TrellisProperties properties;
    private final InternetAddress from;
    private final InternetAddress replyTo;
    private final Map<String, RelayLimits> relays;

    MailSettings(TrellisProperties properties, EmailProperties email) {
        this.properties = properties;
        this.from = address(
                "TRELLIS_MAIL_FROM",
                properties.mailFrom() == null ? TrellisProperties.FIRST_RUN_FROM : properties.mailFrom());
        this.replyTo = properties.replyTo() == null ? from : address("TRELLIS_REPLY_TO", properties.replyTo());
        this.relays = relays(properties, email);
    }

    InternetAddress from() {
        return from;
    }

    /** Where answers go. */
    InternetAddress replyTo() {
        return replyTo;
    }

    /** The relays we hand mail to, by name. */
    Map<String, RelayLimits> relays() {
        return relays;
    }

    /** The domain in message ids and list ids. */
    public String domain() {
        var address = from.getAddress();
        return address.substring(address.lastIndexOf('@') + 1);
    }

    /** What we call ourselves. */
    public String brand() {
        var personal = from.getPersonal();
        return personal == null || personal.isBlank() ? domain() : personal;
    }

    /**
     * What links to our website's pages start with, without a slash at the end; as long as it is unknown, stand-ins do.
     */
    public String brandUrl() {
        return website().orElse(samplePages());
    }

    /** The company's website, without a slash at the end. */
    public Optional<String> website() {
        return Optional.ofNullable(properties.brandUrl()).map(URI::toString);
    }

    /** Where the pages are that stand in for those of a website we do not know. */
    String samplePages() {
        return linkBase() + "/t/sample";
    }

    public String postalAddress() {
        var address = properties.postalAddress();
        return address == null ? FIRST_RUN_ADDRESS : address;
    }

    /** What our links start with, without a slash at the end. */
    public String linkBase() {
        return properties.publicUrl().toString();
    }

    /** Why marketing mail may not leave this machine yet; null if it may. */
    public @Nullable String missingForMarketing() {
        if (relays.values().stream().allMatch(relay -> relay.address().isLoopback())) {
            return null;
        }
        if (properties.mailFrom() == null) {
            return "TRELLIS_MAIL_FROM is not set";
        }
        if (properties.replyTo() == null) {
            return "TRELLIS_REPLY_TO is not set";
        }
        if (properties.postalAddress() == null) {
            return "TRELLIS_POSTAL_ADDRESS is not set";
        }
        return "https".equals(properties.publicUrl().getScheme()) ? null : "TRELLIS_PUBLIC_URL is not an https address";
    }

    private static Map<String, RelayLimits> relays(TrellisProperties properties, EmailProperties email) {
        var relays = new LinkedHashMap<String, RelayLimits>();
        var own = properties.smtpUrl();
        if (own != null || email.relays().isEmpty()) {
            relays.put(
                    MAIN,
                    new RelayLimits(
                            RelayAddress.parse("TRELLIS_SMTP_URL", own == null ? FIRST_RUN_RELAY : own.toString()),
                            1,
                            email.maxPerSecond(),
                            email.sessions()));
        }
        new TreeMap<>(email.relays()).forEach((name, relay) -> relays.put(name, limits(name, relay, email)));
        return Collections.unmodifiableMap(relays);
    }

    private static RelayLimits limits(String name, RelaySettings relay, EmailProperties email) {
        var setting = "trellis.email.relays." + name;
        if (relay.url() == null) {
            throw new StartRefusedException(
                    setting + ".url is missing; it must be an address such as smtp://user:password@host:587.");
        }
        var limits = new RelayLimits(
                RelayAddress.parse(setting + ".url", relay.url()),
                relay.weight() == null ? 1 : relay.weight(),
                relay.maxPerSecond() == null ? email.maxPerSecond() : relay.maxPerSecond(),
                relay.sessions() == null ? email.sessions() : relay.sessions());
        if (limits.weight() < 0 || limits.maxPerSecond() < 0 || limits.sessions() < 1) {
            throw new StartRefusedException(
                    setting + ": weight and max-per-second must not be negative, sessions must be at least 1.");
        }
        return limits;
    }

    private static InternetAddress address(String setting, String text) {
        try {
            var address = new InternetAddress(text, true);
            address.validate();
            return address;
        } catch (AddressException ex) {
            throw new StartRefusedException(
                    setting + " is '" + text + "' but must be an address such as Ada Example <ada@example.com>.", ex);
        }
    }

    /** A relay as it is to be used. */
    record RelayLimits(RelayAddress address, int weight, int maxPerSecond, int sessions) {}
}
