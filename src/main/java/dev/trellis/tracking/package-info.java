/** The public doors a reader walks through: opens, clicks, unsubscribing, forms. */
@NullMarked
package dev.trellis.tracking;

import org.jspecify.annotations.NullMarked;
