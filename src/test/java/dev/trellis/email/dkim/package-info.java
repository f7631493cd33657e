@NullMarked
package dev.trellis.email.dkim;

import org.jspecify.annotations.NullMarked;
