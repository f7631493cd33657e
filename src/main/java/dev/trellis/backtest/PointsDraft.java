package dev.trellis.backtest;

/**
 * The score table with other points in one row, to be tried and not to be used unseen.
 *
 * @param file the file that has the table
 * @param row the number of the row, from 1
 * @param label what the row says it is for
 * @param before what it gives now
 * @param after what it gives in the draft
 * @param content the file as it would be
 */
public record PointsDraft(String file, int row, String label, double before, double after, String content) {}
