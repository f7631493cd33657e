@NamedInterface("security")
@NullMarked
package dev.trellis.platform.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
