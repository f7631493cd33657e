@NullMarked
package dev.trellis.email.smtp;

import org.jspecify.annotations.NullMarked;
