package dev.trellis.email;

import dev.trellis.contact.ContactId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of some contacts in a row.
 *
 * @param last the last contact looked at; null where none was left
 * @param planned how many get the mail
 * @param skipped how many of the segment do not, by reason
 */
public record Slice(@Nullable ContactId last, long planned, Map<Skip, Long> skipped) {}
