package dev.trellis.handoff;

import java.util.List;

/**
 * A playbook with a contact's facts filled in.
 *
 * @param html safe to show: whatever was HTML in the file is text in it
 * @param complaints what is wrong with the file, for whoever keeps it
 */
public record Playbook(String name, String html, List<String> complaints) {}
