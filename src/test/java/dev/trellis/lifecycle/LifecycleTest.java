package dev.trellis.lifecycle;

import dev.trellis.testing.DatabaseTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** A test of contacts, scores and stages together on a real PostgreSQL, without the application around them. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@DatabaseTest
@SpringJUnitConfig(LifecycleTestConfiguration.class)
@RecordApplicationEvents
public @interface LifecycleTest {}
