package dev.trellis.deal;

import static dev.trellis.platform.UtcTime.utc;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.EngineMessage;
import dev.trellis.engine.EngineOutbox;
import dev.trellis.lifecycle.Lifecycle;
import dev.trellis.lifecycle.LifecycleState;
import dev.trellis.lifecycle.Stage;
import dev.trellis.lifecycle.StageEntry;
import dev.trellis.platform.Ids;
import dev.trellis.platform.Lane;
import dev.trellis.platform.security.AppUser;
import dev.trellis.platform.security.Role;
import dev.trellis.platform.security.Users;
import dev.trellis.scoring.ContactScore;
import dev.trellis.scoring.Fit;
import dev.trellis.scoring.Scores;
import dev.trellis.scoring.Temperature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What sales sees of the rest: contacts, stages, the time, and what the engine was told. */
public final class SalesWorld {

    /** A Monday morning. */
    public static final Instant START = Instant.parse("2026-03-02T09:00:00Z");

    private final JdbcClient jdbc;
    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final Map<ContactId, LifecycleState> states = new ConcurrentHashMap<>();
    private final List<Completion> completions = new CopyOnWriteArrayList<>();
    private final List<String> rejections = new CopyOnWriteArrayList<>();
    private final Lifecycle lifecycle = mock(Lifecycle.class);
    private final Scores scores = mock(Scores.class);
    private final Users users = mock(Users.class);

    /** A job that was completed. */
    public record Completion(long jobKey, Map<String, Object> variables) {}

    SalesWorld(JdbcClient jdbc) {
        this.jdbc = jdbc;
        when(scores.of(any(ContactId.class)))
                .thenAnswer(call -> new ContactScore(call.getArgument(0), 42, 40, Fit.A, Temperature.HOT, null));
        when(lifecycle.find(any())).thenAnswer(call -> Optional.ofNullable(states.get(call.<ContactId>getArgument(0))));
        when(lifecycle.history(any())).thenAnswer(call -> history(call.getArgument(0)));
        when(lifecycle.move(any(), any(), anyString(), anyString()))
                .thenAnswer(call -> Optional.of(enter(call.getArgument(0), call.getArgument(1))));
        when(lifecycle.enter(any(), any(), anyString(), anyString()))
                .thenAnswer(call -> enter(call.getArgument(0), call.getArgument(1)));
        doAnswer(call -> closeLost(call.getArgument(0), call.getArgument(2)))
                .when(lifecycle)
                .closeLost(any(), anyString(), any());
        doAnswer(call -> rejections.add(call.getArgument(1)))
                .when(lifecycle)
                .recordRejection(any(), anyString(), any());
    }

    /** Forgets what earlier tests did. */
    public void reset() {
        now.set(START);
        states.clear();
        completions.clear();
        rejections.clear();
        when(users.all()).thenReturn(List.of());
    }

    /** Whoever has this address may not sign in any more. */
    public void lockOut(String address) {
        when(users.all())
                .thenReturn(List.of(new AppUser("somebody", address, Role.SALES, "sales", true, 1, START, null, null)));
    }

    /** A new contact in a stage. */
    public ContactId contact(Stage stage) {
        var id = contact();
        enter(id, stage);
        return id;
    }

    /** A new contact that the lifecycle does not know. */
    public ContactId contact() {
        var id = new ContactId(Ids.next());
        var email = id + "@example.com";
        jdbc.sql("""
                        insert into contact (id, email, email_key, created_at, updated_at)
                        values (:id, :email, :email, :now, :now)""")
                .param("id", id.value())
                .param("email", email)
                .param("now", utc(now.get()))
                .update();
        return id;
    }

    /** Sets a column of the contact. */
    public void set(ContactId contact, String column, Object value) {
        jdbc.sql("update contact set " + column + " = :value where id = :id")
                .param("value", value)
                .param("id", contact.value())
                .update();
    }

    public LifecycleState stateOf(ContactId contact) {
        var state = states.get(contact);
        if (state == null) {
            throw new AssertionError("Contact " + contact + " has no stage");
        }
        return state;
    }

    /** Moves time on. */
    public void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    public List<Completion> completions() {
        return completions;
    }

    /** The reasons for which sales gave contacts back. */
    public List<String> rejections() {
        return rejections;
    }

    public Lifecycle lifecycle() {
        return lifecycle;
    }

    Scores scores() {
        return scores;
    }

    Users users() {
        return users;
    }

    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    EngineOutbox outbox() {
        return new EngineOutbox() {
            @Override
            public void publish(Collection<EngineMessage> messages, Lane lane) {}

            @Override
            public void complete(long jobKey, Map<String, Object> variables, Lane lane) {
                completions.add(new Completion(jobKey, variables));
            }

            @Override
            public void completeAll(Map<Long, Map<String, Object>> variablesByJobKey, Lane lane) {
                variablesByJobKey.forEach((jobKey, variables) -> complete(jobKey, variables, lane));
            }

            @Override
            public void cancel(long processInstanceKey, Lane lane) {}

            @Override
            public void redeliver(long jobKey) {}

            @Override
            public long backlog(Lane lane) {
                return 0;
            }
        };
    }

    private StageEntry enter(ContactId contact, Stage stage) {
        var state = states.compute(
                contact,
                (id, before) -> new LifecycleState(
                        id, stage, before == null ? 1 : before.entry() + 1, now.get(), false, null, 0, null));
        return new StageEntry(contact, state.entry(), stage, null, "score reached 50", "test", now.get());
    }

    private @Nullable Object closeLost(ContactId contact, @Nullable LocalDate recycleOn) {
        states.computeIfPresent(
                contact,
                (id, before) -> new LifecycleState(
                        id, before.stage(), before.entry(), before.enteredAt(), true, recycleOn, 0, null));
        return null;
    }

    private List<StageEntry> history(ContactId contact) {
        var state = states.get(contact);
        return state == null
                ? List.of()
                : List.of(new StageEntry(
                        contact, state.entry(), state.stage(), null, "score reached 50", "test", state.enteredAt()));
    }
}
