/** The parts a first run needs and no setting names: engine, database and mailbox, as children of this process. */
@NullMarked
package dev.trellis.embedded;

import org.jspecify.annotations.NullMarked;
