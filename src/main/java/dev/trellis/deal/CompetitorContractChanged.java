package dev.trellis.deal;

/**
 * Another competitor, or another end of the contract with it, is known of a lost deal. Published in the transaction
 * that recorded it.
 *
 * @param wasKnown whether an end of the contract was known before
 */
public record CompetitorContractChanged(Deal deal, boolean wasKnown) {}
