package dev.trellis.engine;

/**
 * The version of a process that those get who enter it now.
 *
 * @param definitionKey the engine's key of this version
 * @param file the diagram it was deployed from
 */
public record DeployedProcess(String processId, int version, long definitionKey, String file) {}
