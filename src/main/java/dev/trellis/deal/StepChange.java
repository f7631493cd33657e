package dev.trellis.deal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to change about a step of the pipeline; what is null stays, or is usual for a new one.
 *
 * @param position its new place, from 1
 * @param facts the words of the facts it asks for
 * @param confirmations what somebody must confirm
 */
public record StepChange(
        @Nullable String label,
        @Nullable Integer position,
        @Nullable Integer probability,
        @Nullable List<String> facts,
        @Nullable List<String> confirmations) {}
