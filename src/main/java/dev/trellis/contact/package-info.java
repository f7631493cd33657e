/** People and companies, what they agreed to and what they did. The bottom of the tree. */
@NullMarked
package dev.trellis.contact;

import org.jspecify.annotations.NullMarked;
