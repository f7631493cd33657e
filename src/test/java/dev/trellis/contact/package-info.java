@NullMarked
package dev.trellis.contact;

import org.jspecify.annotations.NullMarked;
