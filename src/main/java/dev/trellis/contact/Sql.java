package dev.trellis.contact;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How values travel between Java and PostgreSQL here. */
final class Sql {

    private Sql() {}

    /** The time as precisely as the database keeps it. */
    static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** An array parameter for {@code unnest(cast(:name as type[]))}; each element in PostgreSQL's own text form. */
    static <T> @Nullable String[] array(Collection<T> values, Function<? super T, ? extends @Nullable Object> element) {
        var array = new @Nullable String[values.size()];
        int i = 0;
        for (var value : values) {
            var text = element.apply(value);
            array[i++] = text == null ? null : text.toString();
        }
        return array;
    }

    static @Nullable String[] ids(Collection<ContactId> ids) {
        return array(ids, ContactId::value);
    }
}
