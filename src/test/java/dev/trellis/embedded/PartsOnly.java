package dev.trellis.embedded;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;

/** An application that has the embedded parts and nothing else: what {@link RestartTests} starts, stops and kills. */
final class PartsOnly {

    static final String READY = "READY";

    private PartsOnly() {}

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}

    public static void main(String[] args) {
        try {
            var application = new SpringApplication(Nothing.class);
            application.setWebApplicationType(WebApplicationType.NONE);
            application.addInitializers(new EmbeddedPartsInitializer(new Progress(System.out)));
            var environment = application.run(args).getEnvironment();
            System.out.println(String.join(
                    " ",
                    READY,
                    environment.getRequiredProperty("trellis.engine-grpc"),
                    environment.getRequiredProperty("spring.datasource.url"),
                    environment.getRequiredProperty("spring.datasource.password")));
        } catch (RuntimeException e) {
            System.exit(1);
        }
    }
}
