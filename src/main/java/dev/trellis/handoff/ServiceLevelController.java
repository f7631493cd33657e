package dev.trellis.handoff;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How soon sales answers, over HTTP. */
@RestController
class ServiceLevelController {

    private final ServiceLevels levels;

    ServiceLevelController(ServiceLevels levels) {
        this.levels = levels;
    }

    @GetMapping("/api/handoffs/service")
    Report report(
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate from,
            @RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate until) {
        var report = levels.report(from, until);
        return new Report(
                report.from(),
                report.until(),
                report.people().stream().map(Level::of).toList(),
                report.weeks().stream().map(Level::of).toList());
    }

    /** The report as the API shows it. */
    record Report(LocalDate from, LocalDate until, List<Level> people, List<Level> weeks) {}

    /**
     * One person's, or one team's in one week.
     *
     * @param medianMinutes in working time
     * @param share within the deadline, from 0 to 1
     */
    record Level(
            String team,
            @Nullable String person,
            @Nullable LocalDate week,
            int given,
            int answered,
            int inTime,
            int missed,
            @Nullable Long medianMinutes,
            @Nullable Double share) {

        static Level of(ServiceLevel level) {
            return new Level(
                    level.team(),
                    level.person(),
                    level.week(),
                    level.given(),
                    level.answered(),
                    level.inTime(),
                    level.missed(),
                    level.median() == null ? null : level.median().toMinutes(),
                    level.share());
        }
    }
}
