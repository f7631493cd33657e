package dev.trellis.platform;

/** How urgent work for the engine is: what a person waits for goes before what arrived by the thousand. */
public enum Lane {
    LIVE,
    BULK
}
