package dev.trellis.platform;

/**
 * Something to mend in what people edit, printed as {@code file:element: problem}.
 *
 * @param element where in the file, or for which reader of an email
 * @param problem what is wrong, and what to do where that is not plain
 */
public record Problem(String file, String element, String problem) {

    @Override
    public String toString() {
        return file + ":" + element + ": " + problem;
    }
}
