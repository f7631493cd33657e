package dev.trellis.engine;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Says on {@code /actuator/health} whether the engine answers and runs our diagrams. */
@Component("engine")
class EngineHealth implements HealthIndicator {

    private final EngineStatus status;
    private final EngineConnection connection;

    EngineHealth(EngineStatus status, EngineConnection connection) {
        this.status = status;
        this.connection = connection;
    }

    @Override
    public Health health() {
        var health = Health.up().withDetail("address", status.address().toString());
        var topology = status.topology();
        if (topology != null) {
            health.withDetail("version", topology.getGatewayVersion())
                    .withDetail("partitions", topology.getPartitionsCount());
        }
        var away = status.awayBecause();
        var refused = connection.refused();
        if (refused != null) {
            return health.down().withDetail("problem", refused).build();
        }
        if (away != null) {
            return health.down()
                    .withDetail("problem", "The engine does not answer: " + away)
                    .build();
        }
        if (!connection.isReady()) {
            return health.outOfService()
                    .withDetail("problem", "The engine is being connected")
                    .build();
        }
        return health.build();
    }
}
