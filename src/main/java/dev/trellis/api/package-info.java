/** The HTTP API's combined views: what several features know about a contact, and where everybody stands. */
@NullMarked
package dev.trellis.api;

import org.jspecify.annotations.NullMarked;
