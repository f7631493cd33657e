/** What every feature stands on: time, ids, calendars, settings, security and the manners of the HTTP API. */
@NullMarked
package dev.trellis.platform;

import org.jspecify.annotations.NullMarked;
