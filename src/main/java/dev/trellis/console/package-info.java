/** The pages people look at. They read; the features decide. */
@NullMarked
package dev.trellis.console;

import org.jspecify.annotations.NullMarked;
