package dev.trellis.testing;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/** Makes the Spring context of a {@link DatabaseTest} use the shared database. */
final class DatabaseContextCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return AnnotatedElementUtils.hasAnnotation(testClass, DatabaseTest.class) ? new UseDatabase() : null;
    }

    /** Equal to its likes, so that contexts are shared between tests. */
    private record UseDatabase() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "shared database",
                            Map.of(
                                    "spring.datasource.url", Database.get().jdbcUrl(),
                                    "spring.datasource.hikari.maximum-pool-size", "10",
                                    "spring.test.database.replace", "none",
                                    "spring.flyway.enabled", "false")));
        }
    }
}
