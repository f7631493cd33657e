package dev.trellis.platform;

import java.util.List;

/**
 * Looks for mistakes in what people edit: diagrams, tables, templates. Beans of this type run at every start, which any
 * problem stops, and in the command {@code check}; they touch files only.
 */
public interface Check {

    List<Problem> problems();

    /** Something to mend, printed as {@code file:element: problem}. */
    record Problem(String file, String element, String problem) {

        @Override
        public String toString() {
            return file + ":" + element + ": " + problem;
        }
    }
}
