/** The only door to Camunda: jobs in, commands out through an outbox, diagrams and decision tables. */
@NullMarked
package dev.trellis.engine;

import org.jspecify.annotations.NullMarked;
