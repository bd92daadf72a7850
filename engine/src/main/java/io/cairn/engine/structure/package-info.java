/**
 * The structures that hold the data, built of byte arrays that snapshots share.
 *
 * <p>Takes bytes, numbers and references from {@code value} and {@code keyspace}, and hands back positions inside its own
 * pages: a caller reads and overwrites a record where it lies. Knows nothing of commands, files or time; who wants a key
 * gone at a moment says so in milliseconds. Everything is changed by one writer, the holder of the engine's lock; a
 * snapshot may be read by any thread.
 */
@NullMarked
package io.cairn.engine.structure;

import org.jspecify.annotations.NullMarked;
