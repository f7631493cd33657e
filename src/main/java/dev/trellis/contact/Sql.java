package dev.trellis.contact;

import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How many values at once travel from Java to PostgreSQL here. */
final class Sql {

    private Sql() {}

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
