package dev.trellis.handoff;

/**
 * The team that a contact is handed to.
 *
 * @param because which row of the table says so, or why none does; empty where the diagram named the team
 */
record Route(String team, HandoffPriority priority, String because) {}
