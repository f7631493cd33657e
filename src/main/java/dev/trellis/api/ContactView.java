package dev.trellis.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A contact with what every feature knows about it.
 *
 * @param stage absent until the contact has entered its first one
 * @param score what its activities are worth now
 * @param fit {@code A} to {@code D}, or {@code unknown}
 * @param consent the state of each topic the contact was asked about
 * @param owner the address of the salesperson who looks after it
 * @param status {@code closed-lost} while it rests after a lost deal
 * @param recycleOn when it comes back to nurture; absent where it does not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContactView(
        UUID id,
        String email,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String phone,
        @Nullable String company,
        @Nullable UUID companyId,
        @Nullable String jobTitle,
        @Nullable String country,
        @Nullable String timeZone,
        @Nullable String language,
        @Nullable String source,
        @Nullable String externalId,
        boolean doNotCall,
        Map<String, String> attributes,
        @Nullable String stage,
        @Nullable Instant stageSince,
        double score,
        String fit,
        String temperature,
        Map<String, String> consent,
        @Nullable String owner,
        @Nullable String status,
        @Nullable LocalDate recycleOn,
        Instant createdAt,
        Instant updatedAt) {

    /** What to call it: its name, or its address where it has none. */
    public String title() {
        var name = ((firstName == null ? "" : firstName) + " " + (lastName == null ? "" : lastName)).strip();
        return name.isEmpty() ? email : name;
    }

    public boolean closedLost() {
        return status != null;
    }
}
