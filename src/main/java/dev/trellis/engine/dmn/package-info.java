/** Decision tables: read from DMN files, checked cell by cell, and evaluated fast with FEEL's own meaning. */
@NamedInterface("dmn")
@NullMarked
package dev.trellis.engine.dmn;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
