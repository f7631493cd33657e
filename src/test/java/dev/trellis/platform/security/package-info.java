@NullMarked
package dev.trellis.platform.security;

import org.jspecify.annotations.NullMarked;
