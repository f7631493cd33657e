package dev.trellis.email;

import static dev.trellis.platform.UtcTime.utc;

import dev.trellis.contact.Consents;
import dev.trellis.contact.ContactId;
import dev.trellis.contact.Contacts;
import dev.trellis.email.inbound.InboundProperties;
import dev.trellis.platform.Ids;
import dev.trellis.platform.SignedTokens;
import dev.trellis.platform.TrellisProperties;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** One instance of the application, as far as email goes, on the shared database. */
public final class EmailInstance implements AutoCloseable {

    /** A Monday morning in office hours. */
    public static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final TestClock clock;
    private final RecordingOutbox outbox = new RecordingOutbox();

    private EmailInstance(Options options) {
        this.clock = options.clock;
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(RecordingOutbox.class, () -> outbox);
        context.registerBean(DataSource.class, EmailTestDatabase::dataSource);
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(EmailTestDatabase.dataSource()));
        context.registerBean(
                JdbcTransactionManager.class, () -> new JdbcTransactionManager(EmailTestDatabase.dataSource()));
        context.registerBean(TrellisProperties.class, options::trellisProperties);
        context.registerBean(EmailProperties.class, options::emailProperties);
        context.registerBean(InboundProperties.class, () -> new InboundProperties(Duration.ofDays(90)));
        context.registerBean(WarmUpProperties.class, () -> options.warmUp);
        context.registerBean(DkimProperties.class, () -> options.dkim);
        context.registerBean(OauthProperties.class, () -> new OauthProperties(null, null, null, null, null));
        options.beans.forEach((type, bean) -> register(type, bean));
        context.register(Beans.class);
        options.configurations.forEach(context::register);
        context.refresh();
    }

    @SuppressWarnings("unchecked")
    private <T> void register(Class<T> type, Object bean) {
        context.registerBean(type, () -> (T) bean);
    }

    public static Options options() {
        return new Options();
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    public <T> Collection<T> getAll(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    public Emails emails() {
        return get(Emails.class);
    }

    public TestClock clock() {
        return clock;
    }

    public RecordingOutbox outbox() {
        return outbox;
    }

    Send send(PlannedSend planned) {
        return get(Sends.class).find(planned.sendId()).orElseThrow();
    }

    public SendState state(PlannedSend planned) {
        return send(planned).state();
    }

    /** A contact in London who may be sent the newsletter. */
    public ContactId reader(String email) {
        var id = stranger(email, "Ada");
        get(Consents.class).grant(id, "newsletter", "test");
        return id;
    }

    /** A contact who never agreed to anything. */
    public ContactId stranger(String email, @Nullable String firstName) {
        var id = new ContactId(Ids.next());
        EmailTestDatabase.jdbc()
                .sql("""
                        insert into contact (id, email, email_key, first_name, country, created_at, updated_at)
                        values (:id, :email, :email, :firstName, 'GB', :now, :now)
                        """)
                .param("id", id.value())
                .param("email", email)
                .param("firstName", firstName)
                .param("now", utc(NOW))
                .update();
        get(Contacts.class).require(id);
        return id;
    }

    @Override
    public void close() {
        context.close();
    }

    @EnableTransactionManagement
    @ComponentScan(
            value = {"dev.trellis.contact", "dev.trellis.email"},
            excludeFilters = @ComponentScan.Filter({
                RestController.class,
                RestControllerAdvice.class,
                TestConfiguration.class,
                SpringBootConfiguration.class
            }))
    @Import(SignedTokens.class)
    static class Beans {}

    /** Time that stands still until it is moved. */
    public static final class TestClock extends Clock {

        private final AtomicReference<Instant> now = new AtomicReference<>(NOW);

        public void set(Instant instant) {
            now.set(instant);
        }

        public void advance(Duration duration) {
            now.updateAndGet(instant -> instant.plus(duration));
        }

        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** How an instance is set up. */
    public static final class Options {

        private TestClock clock = new TestClock();
        private int smtpPort = 1;
        private boolean sends;
        private int sessions = 4;
        private int maxPerSecond;
        private Duration readTimeout = Duration.ofSeconds(20);
        private Duration lease = Duration.ofSeconds(30);
        private String relayHost = "127.0.0.1";
        private @Nullable URI brandUrl;
        private EmailProperties.ClickTracking clickTracking = EmailProperties.ClickTracking.IDENTIFY;
        private Path templates = Path.of("src/test/resources/test-templates");
        private Map<String, RelaySettings> relays = Map.of();
        private Map<String, EmailProperties.DomainLimit> domains = Map.of();
        private Map<String, List<String>> holidays = Map.of();
        private Map<String, EmailProperties.TopicCap> topicCaps = Map.of();
        private WarmUpProperties warmUp = new WarmUpProperties(0, 1.5, 50_000);
        private DkimProperties dkim = new DkimProperties(null, null, null, null, null);
        private Map<Class<?>, Object> beans = Map.of();
        private List<Class<?>> configurations = List.of();

        public Options sessions(int number) {
            this.sessions = number;
            return this;
        }

        /** Sends through the relay on this port. */
        public Options sendingTo(int port) {
            this.smtpPort = port;
            this.sends = true;
            return this;
        }

        public Options clock(TestClock shared) {
            this.clock = shared;
            return this;
        }

        public Options maxPerSecond(int mails) {
            this.maxPerSecond = mails;
            return this;
        }

        public Options readTimeout(Duration duration) {
            this.readTimeout = duration;
            return this;
        }

        public Options lease(Duration duration) {
            this.lease = duration;
            return this;
        }

        public Options relayHost(String host) {
            this.relayHost = host;
            return this;
        }

        public Options templates(Path folder) {
            this.templates = folder;
            return this;
        }

        Options clickTracking(EmailProperties.ClickTracking policy) {
            this.clickTracking = policy;
            return this;
        }

        public Options brandUrl(String url) {
            this.brandUrl = URI.create(url);
            return this;
        }

        public Options beans(Map<Class<?>, Object> more) {
            this.beans = more;
            return this;
        }

        /** Has another feature's beans beside email's. */
        public Options configuration(Class<?> type) {
            this.configurations = List.of(type);
            return this;
        }

        /** Has another relay beside the one of {@link #sendingTo}. */
        public Options relay(String name, int port, int weight) {
            return relay(name, "smtp://127.0.0.1:" + port, weight);
        }

        Options relay(String name, String url, int weight) {
            this.relays = new LinkedHashMap<>(relays);
            this.relays.put(name, new RelaySettings(url, weight, null, null));
            return this;
        }

        public Options domainLimit(String domain, int perSecond) {
            this.domains = Map.of(domain, new EmailProperties.DomainLimit(perSecond));
            return this;
        }

        Options topicCap(String topic, @Nullable Integer perDay, @Nullable Integer perWeek) {
            this.topicCaps = Map.of(topic, new EmailProperties.TopicCap(perDay, perWeek));
            return this;
        }

        public Options holidays(String country, String... dates) {
            this.holidays = Map.of(country, List.of(dates));
            return this;
        }

        Options warmUp(int perDay, double growth) {
            this.warmUp = new WarmUpProperties(perDay, growth, 50_000);
            return this;
        }

        Options dkim(DkimProperties properties) {
            this.dkim = properties;
            return this;
        }

        public EmailInstance start() {
            return new EmailInstance(this);
        }

        private TrellisProperties trellisProperties() {
            return new TrellisProperties(
                    Path.of("target"),
                    URI.create("https://mail.example.org"),
                    brandUrl,
                    null,
                    null,
                    null,
                    URI.create("smtp://" + relayHost + ":" + smtpPort),
                    null,
                    "bounces@mail.example.org",
                    relayHost.startsWith("127.") ? "Acme GmbH <hello@acme.example>" : null,
                    null,
                    "Acme GmbH, 1 Main Street, 10115 Berlin",
                    Path.of("bpmn"),
                    templates);
        }

        private EmailProperties emailProperties() {
            return new EmailProperties(
                    sends,
                    relays,
                    maxPerSecond,
                    sessions,
                    500,
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(2),
                    readTimeout,
                    Duration.ofMillis(20),
                    lease,
                    1,
                    3,
                    topicCaps,
                    ZoneOffset.UTC,
                    Duration.ofHours(3),
                    domains,
                    null,
                    null,
                    holidays,
                    true,
                    clickTracking);
        }
    }
}
