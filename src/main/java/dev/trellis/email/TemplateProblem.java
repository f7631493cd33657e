package dev.trellis.email;

/**
 * What is wrong with a template.
 *
 * @param file relative to the templates folder
 * @param element where in the file, or for which reader
 */
public record TemplateProblem(String file, String element, String problem) {

    /** Whether the template cannot be used at all. */
    boolean stopsReading() {
        return element.startsWith("line ")
                || element.equals("file")
                || element.equals("stream")
                || element.equals("topic");
    }

    @Override
    public String toString() {
        return file + ":" + element + ": " + problem;
    }
}
