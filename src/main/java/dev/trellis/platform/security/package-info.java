/** Who may come in: people with a password at the pages, programs with a token at the API, readers at their links. */
@NullMarked
@NamedInterface("security")
package dev.trellis.platform.security;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
