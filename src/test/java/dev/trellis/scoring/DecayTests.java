package dev.trellis.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.trellis.contact.ContactId;
import dev.trellis.engine.dmn.DmnFolder;
import dev.trellis.platform.Ids;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How points fade and how silence cools, without a database. */
class DecayTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Thermometer thermometer = new Thermometer(DmnFolder.read(Path.of("bpmn"), Clock.systemUTC()));

    private record Gain(double points, double halfLife, boolean click, Instant at) {}

    @Test
    void halfIsLeftAfterEachHalfLife() {
        var sheet = sheet();
        sheet.add(40, 30, false, START);

        assertThat(sheet.pointsAt(START)).isEqualTo(40);
        assertThat(sheet.pointsAt(days(30))).isEqualTo(20, within(1e-9));
        assertThat(sheet.pointsAt(days(90))).isEqualTo(5, within(1e-9));
    }

    @Test
    void whatHasNoHalfLifeStays() {
        var sheet = sheet();
        sheet.add(7, Decay.NEVER, false, START);

        assertThat(sheet.pointsAt(days(5_000))).isEqualTo(7);
    }

    @Test
    void theSumIsTheHistoryInWhateverOrderItIsTold() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var history = new ArrayList<Gain>();
            var sheet = sheet();
            for (int i = 0; i < 1 + random.nextInt(60); i++) {
                var gain = new Gain(
                        random.nextInt(120) - 40.0,
                        List.of(0.0, 7.0, 14.0, 30.0, 180.0).get(random.nextInt(5)),
                        random.nextBoolean(),
                        START.plusSeconds(random.nextInt(86_400 * 700)));
                history.add(gain);
                sheet.add(gain.points(), gain.halfLife(), gain.click(), gain.at());
            }
            var now = days(700 + random.nextInt(60));

            assertThat(sheet.pointsAt(now)).isEqualTo(sum(history, now, true), within(1e-6));
            assertThat(sheet.pointsWithoutClicksAt(now)).isEqualTo(sum(history, now, false), within(1e-6));
        }
    }

    @Test
    void aHotContactCoolsOnTheDayItShould() {
        var sheet = sheet();
        sheet.seen(START);
        sheet.add(100, 30, false, START);

        thermometer.take(sheet, START);

        // Hot needs 40 points within 7 days: here the eighth day ends it.
        assertThat(sheet.temperature()).isEqualTo(Temperature.HOT);
        assertThat(sheet.nextChangeAt()).isBetween(days(8).minusSeconds(1), days(8));

        thermometer.take(sheet, days(8));

        assertThat(sheet.temperature()).isEqualTo(Temperature.WARM);
        assertThat(sheet.nextChangeAt()).isBetween(days(31).minusSeconds(1), days(31));

        thermometer.take(sheet, days(31));

        assertThat(sheet.temperature()).isEqualTo(Temperature.COLD);
        assertThat(sheet.nextChangeAt()).isNull();
    }

    @Test
    void fadingPointsCoolWithinTheDay() {
        var sheet = sheet();
        sheet.seen(START);
        sheet.add(42, 14, false, START);

        thermometer.take(sheet, START);

        assertThat(sheet.temperature()).isEqualTo(Temperature.HOT);
        var change = sheet.nextChangeAt();
        assertThat(change).isNotNull();
        assertThat(Math.round(sheet.pointsAt(change))).isEqualTo(39);
        assertThat(Math.round(sheet.pointsAt(change.minusSeconds(2)))).isEqualTo(40);
    }

    @Test
    void theForetoldChangeIsTheFirstOne() {
        var random = new Random(3);
        for (int round = 0; round < 100; round++) {
            var sheet = sheet();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                var at = START.plusSeconds(random.nextInt(86_400 * 20));
                sheet.seen(at);
                sheet.add(random.nextInt(50), List.of(14.0, 30.0).get(random.nextInt(2)), false, at);
            }
            var now = days(20);
            thermometer.take(sheet, now);
            var change = sheet.nextChangeAt();
            for (var t = now; t.isBefore(days(60)); t = t.plus(Duration.ofHours(1))) {
                boolean same = thermometer.at(sheet, t) == sheet.temperature();

                assertThat(same).isEqualTo(change == null || t.isBefore(change));
                if (!same) {
                    break;
                }
            }
        }
    }

    @Test
    void whoStartsAfreshHasNoPointsAndOldActivitiesBringNone() {
        var sheet = sheet();
        sheet.add(40, 30, false, START);

        sheet.startAfresh(days(10));
        sheet.add(40, 30, false, days(9));
        assertThat(sheet.pointsAt(days(10))).isZero();

        sheet.add(5, 30, false, days(11));
        assertThat(sheet.pointsAt(days(11))).isEqualTo(5);
    }

    private static double sum(List<Gain> history, Instant now, boolean clicks) {
        return history.stream()
                .filter(gain -> clicks || !gain.click())
                .mapToDouble(gain -> gain.halfLife() == 0
                        ? gain.points()
                        : gain.points()
                                * Math.pow(
                                        0.5, Duration.between(gain.at(), now).toSeconds() / 86_400.0 / gain.halfLife()))
                .sum();
    }

    private static ScoreSheet sheet() {
        return new ScoreSheet(new ContactId(Ids.next()));
    }

    private static Instant days(int days) {
        return START.plus(Duration.ofDays(days));
    }
}
