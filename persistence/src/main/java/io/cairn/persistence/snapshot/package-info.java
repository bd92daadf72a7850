/**
 * Snapshots in the background. Takes a frozen data set from the engine, writes it to a dump or to a new base of the log
 * while the engine goes on, and puts the finished file in its place.
 */
@NullMarked
package io.cairn.persistence.snapshot;

import org.jspecify.annotations.NullMarked;
