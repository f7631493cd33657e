package dev.trellis.platform.web;

import dev.trellis.platform.InvalidValueException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param next what {@code after} must be to get the part that follows; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int HIGHEST_LIMIT = 500;

    /** The page without what its reader is not to see; the next one follows all the same. */
    public Page<T> filter(Predicate<? super T> seen) {
        return new Page<>(items.stream().filter(seen).toList(), next);
    }

    /**
     * Makes a page from a query that asked for one row more than wanted.
     *
     * @param cursor says where the list goes on after an item
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, Cursor> cursor) {
        if (rows.size() <= limit) {
            return new Page<>(List.copyOf(rows), null);
        }
        var items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, cursor.apply(items.getLast()).toString());
    }

    /** The same page with other items. */
    public <R> Page<R> map(Function<? super T, ? extends R> mapper) {
        return new Page<>(items.stream().<R>map(mapper).toList(), next);
    }

    /** How many items to answer with, where the caller asked for so many or said nothing. */
    public static int limit(@Nullable Integer wanted) {
        if (wanted == null) {
            return DEFAULT_LIMIT;
        }
        if (wanted < 1 || wanted > HIGHEST_LIMIT) {
            throw new InvalidValueException("limit", "must be between 1 and " + HIGHEST_LIMIT + ", not " + wanted);
        }
        return wanted;
    }
}
