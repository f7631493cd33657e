package dev.trellis.platform;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings an operator may make, each also as an environment variable: {@code trellis.data-dir} is
 * {@code TRELLIS_DATA_DIR}. A blank one counts as absent.
 *
 * @param dataDir where everything that must survive a restart is kept
 * @param publicUrl how the outside reaches this application: links in emails begin with it; no slash at the end
 * @param brandUrl the company's website, to whose pages the emails lead; no slash at the end
 * @param apiToken the first API token; one is made where this is absent
 * @param databaseUrl a PostgreSQL of one's own instead of the embedded one
 * @param engineGrpc the gRPC address of a Camunda 8 of one's own instead of the embedded one
 * @param smtpUrl the mail relay to send through instead of the embedded mailbox
 * @param imapUrl the mailbox that receives bounces and replies
 * @param bounceAddress where mail that cannot be delivered comes back to, each with a token of its own behind a plus;
 *     without one it comes back to the sender
 * @param mailFrom the sender of marketing mail: {@code Name <address>} or an address
 * @param replyTo where answers go
 * @param postalAddress printed below every marketing mail, on one line
 * @param bpmnDir the diagrams and decision tables
 * @param templatesDir the folder that holds {@code email/}
 */
@ConfigurationProperties("trellis")
public record TrellisProperties(
        @DefaultValue("data") Path dataDir,
        @DefaultValue("http://localhost:8080") URI publicUrl,
        @Nullable URI brandUrl,
        @Nullable String apiToken,
        @Nullable String databaseUrl,
        @Nullable URI engineGrpc,
        @Nullable URI smtpUrl,
        @Nullable URI imapUrl,
        @Nullable String bounceAddress,
        @Nullable String mailFrom,
        @Nullable String replyTo,
        @Nullable String postalAddress,
        @DefaultValue("bpmn") Path bpmnDir,
        @DefaultValue("templates") Path templatesDir) {

    /** Who writes as long as {@link #mailFrom} says nothing. */
    public static final String FIRST_RUN_FROM = "Trellis <hello@trellis.example>";

    public TrellisProperties {
        publicUrl = withoutSlash(address(
                "TRELLIS_PUBLIC_URL", publicUrl, "a web address such as https://grow.example.com", "http", "https"));
        brandUrl = optional(
                "TRELLIS_BRAND_URL", brandUrl, "your website such as https://www.example.com", "http", "https");
        brandUrl = brandUrl == null ? null : withoutSlash(brandUrl);
        apiToken = blankToNull(apiToken);
        if (apiToken != null && (apiToken.length() < 16 || !apiToken.chars().allMatch(c -> c > ' ' && c < 127))) {
            throw new StartRefusedException(
                    "TRELLIS_API_TOKEN must be at least 16 visible ASCII characters without spaces, so that it can be sent as a header and not be guessed.");
        }
        databaseUrl = blankToNull(databaseUrl);
        if (databaseUrl != null && !databaseUrl.matches("(?s)(jdbc:)?postgres(ql)?://.+")) {
            throw new StartRefusedException(
                    "TRELLIS_DATABASE_URL must be a PostgreSQL address such as postgresql://user:password@host:5432/trellis; leave it out to use the embedded database.");
        }
        engineGrpc = optional(
                "TRELLIS_ENGINE_GRPC",
                engineGrpc,
                "the gRPC address of a Camunda 8 such as http://host:26500",
                "http",
                "https",
                "grpc",
                "grpcs");
        smtpUrl = optional(
                "TRELLIS_SMTP_URL",
                smtpUrl,
                "a mail relay such as smtp://user:password@host:587?starttls=required",
                "smtp",
                "smtps");
        imapUrl = optional(
                "TRELLIS_IMAP_URL", imapUrl, "a mailbox such as imaps://user:password@host:993", "imap", "imaps");
        bounceAddress = bareMailbox("TRELLIS_BOUNCE_ADDRESS", bounceAddress);
        mailFrom = mailbox("TRELLIS_MAIL_FROM", mailFrom);
        replyTo = mailbox("TRELLIS_REPLY_TO", replyTo);
        postalAddress = blankToNull(postalAddress);
        requireNoFile("TRELLIS_DATA_DIR", dataDir);
        requireNoFile("TRELLIS_BPMN_DIR", bpmnDir);
        requireNoFile("TRELLIS_TEMPLATES_DIR", templatesDir);
    }

    private static @Nullable String blankToNull(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static @Nullable URI optional(String setting, @Nullable URI value, String expected, String... schemes) {
        return value == null || value.toString().isBlank() ? null : address(setting, value, expected, schemes);
    }

    private static URI address(String setting, URI value, String expected, String... schemes) {
        var scheme = value.getScheme() == null ? "" : value.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of(schemes).contains(scheme) || value.getHost() == null) {
            throw new StartRefusedException(
                    setting + " is '" + withoutPassword(value) + "' but must be " + expected + ".");
        }
        return value;
    }

    private static String withoutPassword(URI value) {
        return value.toString().replaceFirst("//[^/@]*@", "//…@");
    }

    private static URI withoutSlash(URI value) {
        var text = value.toString();
        return text.endsWith("/") ? URI.create(text.replaceFirst("/+$", "")) : value;
    }

    private static @Nullable String mailbox(String setting, @Nullable String value) {
        var text = blankToNull(value);
        if (text != null && !text.matches("([^<>\\r\\n]*<)?[^\\s<>@]+@[^\\s<>@]+>?")) {
            throw new StartRefusedException(setting + " is '" + text
                    + "' but must be an email address, with or without a name: Ada Example <ada@example.com>.");
        }
        return text;
    }

    private static @Nullable String bareMailbox(String setting, @Nullable String value) {
        var text = blankToNull(value);
        if (text != null && !text.matches("[A-Za-z0-9._-]{1,24}@[A-Za-z0-9.-]+")) {
            throw new StartRefusedException(
                    setting + " is '" + text
                            + "' but must be a bare email address with at most 24 characters before the @, such as bounces@mail.example.com; what is sent to bounces+anything@ must arrive there too.");
        }
        return text;
    }

    private static void requireNoFile(String setting, Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new StartRefusedException(setting + " is '" + folder + "', which is a file; it must be a folder.");
        }
    }
}
