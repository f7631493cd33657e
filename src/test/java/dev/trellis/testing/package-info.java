/** What tests share: one database, one engine whose clock can be moved, one mailbox. */
@NullMarked
package dev.trellis.testing;

import org.jspecify.annotations.NullMarked;
