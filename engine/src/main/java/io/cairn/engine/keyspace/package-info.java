/**
 * The databases. Takes keys from the commands, finds their records in {@code structure}'s tables, shows them as
 * {@code value}s; removes what has expired; counts every change; hands frozen copies to snapshots.
 */
@NullMarked
package io.cairn.engine.keyspace;

import org.jspecify.annotations.NullMarked;
