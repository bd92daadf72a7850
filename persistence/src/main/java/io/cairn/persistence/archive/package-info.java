/**
 * The archive: logs and bases that a rewrite has replaced, kept as LZ4 frames, and data sets of earlier moments made of them.
 *
 * <p>{@link io.cairn.persistence.archive.Archiver} takes from {@code snapshot} the files that have become history, writes each
 * of them through {@code storage} to a file of its own beside an index, and says when they may be deleted.
 * {@link io.cairn.persistence.archive.Archive} reads those files and the ones still in use, says which moments they make up, and
 * writes the data set of one of them to another directory.
 */
@NullMarked
package io.cairn.persistence.archive;

import org.jspecify.annotations.NullMarked;
