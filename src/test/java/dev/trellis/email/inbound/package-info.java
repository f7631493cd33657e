@NullMarked
package dev.trellis.email.inbound;

import org.jspecify.annotations.NullMarked;
