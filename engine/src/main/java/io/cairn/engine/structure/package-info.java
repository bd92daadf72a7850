/**
 * The structures that hold the data: takes keys and values as bytes from {@code keyspace} and {@code value}, keeps them
 * packed in pages that are copied on write, and hands immutable snapshots to whoever reads in the background.
 */
@NullMarked
package io.cairn.engine.structure;

import org.jspecify.annotations.NullMarked;
