package dev.trellis.engine;

import java.time.Duration;
import java.util.Map;

/**
 * A BPMN message on its way to the engine.
 *
 * @param name the message's name in the diagrams
 * @param correlationKey whom it concerns
 * @param messageId while the message is buffered, a second one with this id, name and key is dropped; empty for none
 * @param timeToLive how long the engine keeps it for a step that has not been reached yet; zero for not at all
 */
public record EngineMessage(
        String name, String correlationKey, String messageId, Duration timeToLive, Map<String, Object> variables) {}
