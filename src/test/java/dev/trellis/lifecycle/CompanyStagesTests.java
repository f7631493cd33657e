package dev.trellis.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trellis.contact.ContactId;
import dev.trellis.platform.Ids;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CompanyStagesTests {

    private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
    private static final List<Stage> ORDER =
            List.of(Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER);

    private final ContactId ann = new ContactId(Ids.next());
    private final ContactId ben = new ContactId(Ids.next());

    @Test
    void aCompanyStandsWhereItsFurthestContactDoesAndTheHistorySaysThroughWhom() {
        var company = follow(
                Set.of(),
                entry(1, ann, Stage.LEAD),
                entry(2, ben, Stage.MQL),
                entry(3, ann, Stage.MQL),
                entry(4, ann, Stage.OPPORTUNITY),
                entry(5, ben, Stage.SQL),
                entry(6, ann, Stage.LEAD));

        assertThat(company.stage()).isEqualTo(Stage.SQL);
        assertThat(company.history())
                .extracting(CompanyStage.Change::stage)
                .containsExactly(Stage.LEAD, Stage.MQL, Stage.OPPORTUNITY, Stage.SQL);
        assertThat(company.history()).extracting(CompanyStage.Change::contact).containsExactly(ann, ben, ann, ann);
        assertThat(company.history().getLast().previous()).isEqualTo(Stage.OPPORTUNITY);
        assertThat(company.history().getLast().reason()).isEqualTo("reason 6");
    }

    @Test
    void itIsClosedLostOnlyWhenAllWhoGotThatFarRest() {
        var entries = new StageEntry[] {entry(1, ann, Stage.OPPORTUNITY), entry(2, ben, Stage.OPPORTUNITY)};

        assertThat(follow(Set.of(), entries).closedLost()).isFalse();
        assertThat(follow(Set.of(ann), entries).closedLost()).isFalse();
        assertThat(follow(Set.of(ann, ben), entries).closedLost()).isTrue();
    }

    @Test
    void aCompanyWithoutContactsInAStageStandsNowhere() {
        assertThat(follow(Set.of())).isEqualTo(new CompanyStage(null, false, List.of()));
    }

    private static CompanyStage follow(Set<ContactId> resting, StageEntry... entries) {
        return CompanyStages.follow(List.of(entries), resting, CompanyStagesTests::position);
    }

    private static int position(@Nullable Stage stage) {
        return ORDER.indexOf(Objects.requireNonNull(stage));
    }

    private static StageEntry entry(int hour, ContactId contact, Stage stage) {
        return new StageEntry(contact, hour, stage, null, "reason " + hour, "test", START.plusSeconds(3600L * hour));
    }
}
