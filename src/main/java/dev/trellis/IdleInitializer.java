package dev.trellis;

import dev.trellis.embedded.FileLocations;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.env.MapPropertySource;

/** Makes a context whose beans can be asked for, but which starts, connects and schedules nothing. */
final class IdleInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var environment = context.getEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "idle",
                        Map.of(
                                "trellis.idle", "true",
                                "spring.flyway.enabled", "false",
                                "spring.datasource.url", "jdbc:postgresql://127.0.0.1:1/none")));
        FileLocations.resolve(environment);
        context.getBeanFactory()
                .registerSingleton(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new StartsNothing());
    }

    private static final class StartsNothing extends DefaultLifecycleProcessor {
        @Override
        public void onRefresh() {}

        @Override
        public void onClose() {}
    }
}
