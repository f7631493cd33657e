@NullMarked
package dev.trellis.nurturing.worker;

import org.jspecify.annotations.NullMarked;
