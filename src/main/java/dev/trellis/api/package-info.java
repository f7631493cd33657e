/** The HTTP API's combined views. */
@NullMarked
package dev.trellis.api;

import org.jspecify.annotations.NullMarked;
