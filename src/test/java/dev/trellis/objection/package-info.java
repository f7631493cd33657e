@NullMarked
package dev.trellis.objection;

import org.jspecify.annotations.NullMarked;
