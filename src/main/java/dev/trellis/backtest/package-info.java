/** Changed decision tables tried on leads whose outcome is known: what they would have promoted, caught and missed. */
@NullMarked
package dev.trellis.backtest;

import org.jspecify.annotations.NullMarked;
