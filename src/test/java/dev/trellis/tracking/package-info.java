/** Tests of what contacts touch: links, pages, forms. */
@NullMarked
package dev.trellis.tracking;

import org.jspecify.annotations.NullMarked;
