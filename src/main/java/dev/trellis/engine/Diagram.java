package dev.trellis.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One process of the {@code bpmn} folder as its author drew it.
 *
 * @param file the file's name
 * @param steps every element that makes a job, with its headers
 * @param messages every place where the process starts or goes on because of a message
 * @param calledProcesses process ids called by name (calls by expression are not listed)
 */
public record Diagram(
        String file,
        String processId,
        String name,
        List<Step> steps,
        List<MessageCatch> messages,
        Set<String> calledProcesses,
        Set<String> calledDecisions) {

    public record Step(String elementId, String name, String jobType, Map<String, String> headers) {}

    public record MessageCatch(String elementId, String name, String message) {}
}
