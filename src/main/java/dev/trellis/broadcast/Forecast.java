package dev.trellis.broadcast;

import dev.trellis.email.Skip;
import java.util.Map;

/**
 * How many a segment holds, and what an email to them would come to.
 *
 * @param topic what the email is about
 * @param reachable how many would get it
 * @param skipped how many would not, by reason
 */
public record Forecast(String topic, long size, long reachable, Map<Skip, Long> skipped) {}
