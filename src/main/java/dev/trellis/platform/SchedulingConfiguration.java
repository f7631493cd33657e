package dev.trellis.platform;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Lets scheduled work run, except for commands that only look at files ({@code trellis.idle}). */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
@ConditionalOnProperty(name = "trellis.idle", havingValue = "false", matchIfMissing = true)
class SchedulingConfiguration {}
