package dev.trellis.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/** Whether engine, database and mail relay answer. */
@Component
class Condition {

    private static final Map<String, String> NAMES =
            Map.of("engine", "Engine", "db", "Database", "mail", "Mail", "relay", "Mail", "email", "Mail");

    private final HealthEndpoint health;
    private final Recent<List<Part>> recent = new Recent<>(Duration.ofSeconds(2), this::read);

    Condition(HealthEndpoint health) {
        this.health = health;
    }

    List<Part> parts() {
        return recent.get();
    }

    private List<Part> read() {
        var parts = new ArrayList<Part>();
        var components = health.health() instanceof CompositeHealthDescriptor all ? all.getComponents() : null;
        if (components != null) {
            components.forEach((name, part) -> {
                var label = NAMES.get(name);
                if (label != null) {
                    parts.add(new Part(label, Status.UP.equals(part.getStatus()), detail(part)));
                }
            });
        }
        return List.copyOf(parts);
    }

    private static String detail(Object part) {
        var details = part instanceof IndicatedHealthDescriptor indicated ? indicated.getDetails() : null;
        if (details != null) {
            for (var key : List.of("problem", "reason", "error", "address", "location", "database")) {
                var value = details.get(key);
                if (value != null) {
                    return value.toString();
                }
            }
        }
        return "";
    }

    /** A part Trellis leans on. */
    public record Part(String name, boolean up, String detail) {}
}
