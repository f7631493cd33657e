package dev.trellis.backtest;

import java.util.Map;

/**
 * A row of a file.
 *
 * @param values what its columns hold, numbers as numbers; blank ones are not among them
 */
record CsvLead(String id, Past past, Map<String, Object> values) implements Lead {}
