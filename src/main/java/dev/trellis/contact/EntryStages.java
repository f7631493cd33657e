package dev.trellis.contact;

import java.util.Set;

/** Tells which stages a new contact may be put into. Provided by whoever knows the stages. */
public interface EntryStages {

    Set<String> names();
}
