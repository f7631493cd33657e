package dev.trellis.embedded;

import dev.trellis.engine.ExporterJar;
import dev.trellis.platform.StartRefusedException;
import dev.trellis.platform.TrellisProperties;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The engine, the database and the mailbox that stand in for real ones no setting names. They start side by side,
 * before the application, and end after it.
 */
public final class EmbeddedParts implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedParts.class);

    private final Progress progress;
    private final DataDirectory data;
    private final TrellisProperties settings;
    private final EmbeddedProperties sizes;
    private final boolean clockControlled;
    private final ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor();

    private @Nullable EngineProcess engine;
    private @Nullable Future<?> engineReady;
    private @Nullable PostgresProcess postgres;
    private @Nullable MailServer mail;
    private boolean closed;
    private final Map<String, Object> values = new ConcurrentHashMap<>();

    private EmbeddedParts(
            Progress progress,
            DataDirectory data,
            TrellisProperties settings,
            EmbeddedProperties sizes,
            boolean clockControlled) {
        this.progress = progress;
        this.data = data;
        this.settings = settings;
        this.sizes = sizes;
        this.clockControlled = clockControlled;
    }

    /**
     * Takes the data folder; nothing is started yet.
     *
     * @throws StartRefusedException if a setting is wrong or another Trellis has the folder
     */
    public static EmbeddedParts prepare(ConfigurableEnvironment environment, Progress progress) {
        FileLocations.resolve(environment);
        var binder = Binder.get(environment);
        var settings = binder.bindOrCreate("trellis", TrellisProperties.class);
        var sizes = binder.bindOrCreate("trellis.embedded", EmbeddedProperties.class);
        var data = DataDirectory.take(settings.dataDir(), progress);
        var clock = environment.getProperty("trellis.clock.adjustable", Boolean.class, false);
        return new EmbeddedParts(progress, data, settings, sizes, clock);
    }

    /** Starts what no setting names. Returns when database and mailbox are ready; the engine may still be starting. */
    public void start() {
        try {
            var external = settings.databaseUrl();
            var database = external == null ? starters.submit(this::startPostgres) : null;
            if (settings.engineGrpc() == null) {
                startEngine();
            }
            if (settings.smtpUrl() == null) {
                startMail();
            }
            if (external != null) {
                var url = DatabaseUrl.parse(external);
                useDatabase(url.jdbcUrl(), url.user(), url.password());
            }
            if (database != null) {
                var postgres = result(database);
                values.put("trellis.database-url", postgres.jdbcUrl());
                useDatabase(postgres.jdbcUrl(), PostgresProcess.USER, postgres.password());
            }
        } catch (IOException e) {
            close();
            throw new StartRefusedException("The embedded parts did not start: " + e.getMessage() + ".", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private PostgresProcess startPostgres() throws IOException {
        var started = PostgresProcess.start(data);
        synchronized (this) {
            postgres = started;
        }
        progress.done("database", "PostgreSQL on port " + started.port());
        return started;
    }

    private void useDatabase(String jdbcUrl, @Nullable String user, @Nullable String password) {
        values.put("spring.datasource.url", jdbcUrl);
        if (user != null) {
            values.put("spring.datasource.username", user);
        }
        if (password != null) {
            values.put("spring.datasource.password", password);
        }
    }

    private void startMail() {
        try {
            var started = MailServer.start(sizes.mailboxSize(), ownAddresses());
            synchronized (this) {
                mail = started;
            }
            values.put("trellis.smtp-url", started.smtp().toString());
            if (settings.imapUrl() == null) {
                values.put("trellis.imap-url", started.imap().toString());
            }
            if (settings.bounceAddress() == null) {
                values.put("trellis.bounce-address", MailServer.BOUNCE_ADDRESS);
            }
            progress.done(
                    "mailbox",
                    "keeps every email here; none leaves this machine (SMTP on port "
                            + started.smtp().getPort() + ")");
        } catch (com.icegreen.greenmail.user.UserException e) {
            throw new IllegalStateException("The embedded mailbox cannot be set up", e);
        }
    }

    /** Those that answers to our mail go to. */
    private Set<String> ownAddresses() {
        return Stream.of(
                        settings.mailFrom() == null ? TrellisProperties.FIRST_RUN_FROM : settings.mailFrom(),
                        settings.replyTo())
                .filter(Objects::nonNull)
                .map(mailbox -> mailbox.replaceFirst(".*<(.*)>", "$1").toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    private void startEngine() throws IOException {
        if (!data.hasRoomForEngine()) {
            progress.say(String.format(
                    Locale.ROOT,
                    "  WARNING: only %.1f GB are free where %s lies. Below 2 GB the engine stops: free some space.",
                    data.freeBytes() / 1e9,
                    data.root()));
        }
        var distribution = EngineDistribution.find(sizes.engineDir());
        var spool = data.engine().resolve("spool");
        var exporter = ExporterJar.write(data.engine().resolve("exporter.jar"), spool);
        var started = EngineProcess.start(new EngineProcess.Settings(
                distribution, data, sizes.engineHeap(), sizes.enginePartitions(), clockControlled, exporter));
        synchronized (this) {
            engine = started;
            engineReady = starters.submit(() -> {
                started.awaitReady();
                progress.done("engine", "Camunda " + EngineDistribution.VERSION + " on port " + started.port());
                watch(started);
                return null;
            });
        }
        values.put("trellis.engine.spool", spool.toString());
        values.put("trellis.engine-grpc", started.grpc().toString());
        values.put("trellis.embedded.engine-monitoring", started.monitoring().toString());
        if (clockControlled) {
            values.put("trellis.engine.clock", started.monitoring().toString());
        }
    }

    /** Starts the engine again if it ends by itself: what it acknowledged is on disk. */
    private void watch(EngineProcess running) {
        running.whenOver(() -> replace(running));
    }

    private synchronized void replace(EngineProcess over) {
        if (closed || engine != over) {
            return;
        }
        log.warn("The embedded engine has ended by itself and is started again; {} may say why.", over.logFile());
        try {
            var next = over.startAgain();
            engine = next;
            var unused = starters.submit(() -> watchOnceReady(next));
        } catch (IOException e) {
            log.error("The embedded engine cannot be started again; mend what hinders it and start Trellis again.", e);
        }
    }

    /** One that does not even get ready would only end again. */
    private void watchOnceReady(EngineProcess next) {
        try {
            next.awaitReady();
            watch(next);
        } catch (StartRefusedException e) {
            log.error("{} What it is to be told waits; start Trellis again.", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the engine can be talked to; returns at once where it is not ours. */
    void awaitEngine() {
        Future<?> ready;
        synchronized (this) {
            ready = engineReady;
        }
        if (ready != null) {
            result(ready);
        }
    }

    /**
     * Makes an application use these parts: as settings, the mailbox as a bean, and waiting for the engine at its
     * start.
     */
    public void attachTo(ConfigurableApplicationContext context) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("embedded parts", Map.copyOf(values)));
        var beans = context.getBeanFactory();
        if (mail != null) {
            beans.registerSingleton("mailbox", mail);
        }
        beans.registerSingleton("embeddedEngine", new EngineLifecycle(this));
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefusedException("The start was interrupted.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new StartRefusedException("The embedded parts did not start: " + e.getCause() + ".", e);
        }
    }

    /** Lets a successor that starts meanwhile wait for the end of this one. */
    void markStopping() {
        data.markStopping();
    }

    /** Ends the engine, then the database, then gives the data folder back. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        closeQuietly("engine", engine);
        closeQuietly("mailbox", mail);
        closeQuietly("database", postgres);
        closeQuietly("data folder", data);
        starters.shutdownNow();
    }

    private static void closeQuietly(String part, @Nullable AutoCloseable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (Exception e) {
            log.warn("The embedded {} did not end cleanly", part, e);
        }
    }
}
