package dev.trellis;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Trellis: nurtures contacts along BPMN journeys, from first interest to advocate. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class TrellisApplication {

    private TrellisApplication() {}

    public static void main(String[] args) {
        new CommandLine(System.out, System.err).runAndExit(args);
    }
}
