package dev.trellis.engine;

import dev.trellis.platform.InvalidValueException;
import dev.trellis.platform.web.Page;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Pages through lists that are in the order of the engine's keys. */
final class KeyCursor {

    private KeyCursor() {}

    /** The key after which the next page begins; 0 for the first page. */
    static long parse(@Nullable String after) {
        if (after == null || after.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(new String(Base64.getUrlDecoder().decode(after), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException ex) {
            throw new InvalidValueException("after", "must be the 'next' of an earlier page of the same list");
        }
    }

    /** Makes a page from a query that asked for one row more than wanted. */
    static <T, V> Page<V> page(List<T> rows, int limit, ToLongFunction<T> key, Function<T, V> view) {
        var items = rows.stream().limit(limit).<V>map(view).toList();
        return new Page<>(items, rows.size() <= limit ? null : encode(key.applyAsLong(rows.get(limit - 1))));
    }

    private static String encode(long key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Long.toString(key).getBytes(StandardCharsets.UTF_8));
    }
}
