package dev.trellis.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which order reasons are to be offered, by their names. */
public record ReasonOrder(@Nullable List<String> names) {}
