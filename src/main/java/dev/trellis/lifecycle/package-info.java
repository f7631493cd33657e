/** Which stage a contact is in, how it got there and where it may go. */
@NullMarked
package dev.trellis.lifecycle;

import org.jspecify.annotations.NullMarked;
