/** Asking how it went and taking the answer: NPS and surveys. */
@NullMarked
package dev.trellis.feedback;

import org.jspecify.annotations.NullMarked;
