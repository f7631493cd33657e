package dev.trellis.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Keeps the list of parked jobs true. */
@Component
class EngineUpkeep {

    private static final Logger log = LoggerFactory.getLogger(EngineUpkeep.class);

    private final ParkedJobs parked;
    private final EngineConnection connection;
    private final EngineStatus status;

    EngineUpkeep(ParkedJobs parked, EngineConnection connection, EngineStatus status) {
        this.parked = parked;
        this.connection = connection;
        this.status = status;
    }

    @Scheduled(fixedDelay = 2_000)
    void refresh() {
        if (connection.isReady() && !status.isAway()) {
            try {
                parked.refresh();
                parked.check();
            } catch (RuntimeException ex) {
                log.debug("Parked jobs cannot be looked after at present ({}).", Reasons.of(ex));
            }
        }
    }
}
