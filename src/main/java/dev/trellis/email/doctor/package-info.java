/** Looks at what the domain name system says about the domain we send from, and says in words how to mend it. */
@NamedInterface("doctor")
@NullMarked
package dev.trellis.email.doctor;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
