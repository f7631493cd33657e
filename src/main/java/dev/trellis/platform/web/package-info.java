/** The manners of the HTTP API: problems a person can act on, pages, cursors. */
@NamedInterface("web")
@NullMarked
package dev.trellis.platform.web;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
