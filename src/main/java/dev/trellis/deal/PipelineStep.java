package dev.trellis.deal;

/**
 * A step of the pipeline.
 *
 * @param name its kebab-case name
 * @param label its name for people
 * @param position its place, from 1
 */
public record PipelineStep(String name, String label, int position) {}
