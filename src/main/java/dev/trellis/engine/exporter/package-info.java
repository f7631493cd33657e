/**
 * What runs inside the embedded engine and tells where contacts stand. It knows the exporter API and the JDK, nothing
 * else of this application: it is copied out of it into a jar of its own.
 */
@NullMarked
package dev.trellis.engine.exporter;

import org.jspecify.annotations.NullMarked;
