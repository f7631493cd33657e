/** Signs messages so that mailboxes can tell they are ours (DKIM, RFC 6376). */
@NullMarked
package dev.trellis.email.dkim;

import org.jspecify.annotations.NullMarked;
