/** Plans, renders and sends each email once, and keeps what may never be sent. */
@NullMarked
package dev.trellis.email;

import org.jspecify.annotations.NullMarked;
