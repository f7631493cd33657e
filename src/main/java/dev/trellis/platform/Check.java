package dev.trellis.platform;

import java.util.List;

/**
 * Looks for mistakes in what people edit: diagrams, tables, templates. Beans of this type run at every start, which any
 * problem stops, and in the command {@code check}; they touch files only.
 */
public interface Check {

    List<Problem> problems();

    /** What works and should still be looked at; it stops nothing. */
    default List<Problem> warnings() {
        return List.of();
    }
}
