@NullMarked
package dev.trellis.email.doctor;

import org.jspecify.annotations.NullMarked;
