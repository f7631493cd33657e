package dev.trellis.deal;

import java.util.List;

/**
 * A step of the pipeline.
 *
 * @param name its kebab-case name
 * @param label its name for people
 * @param position its place, from 1
 * @param probability how many of a hundred deals in it are won
 * @param facts what a deal must have before it goes on past this step
 * @param confirmations what somebody must have confirmed before
 */
public record PipelineStep(
        String name,
        String label,
        int position,
        int probability,
        List<StepFact> facts,
        List<Confirmation> confirmations) {}
