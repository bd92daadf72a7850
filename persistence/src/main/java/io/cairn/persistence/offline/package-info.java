/**
 * Tools for the files of a data set that no process uses: check, repair, truncate, rewrite, convert.
 *
 * <p>Takes an {@link io.cairn.persistence.offline.OfflineDirectory}, reads its files through {@code log}, {@code rdb} and
 * {@code manifest} as a start would, and hands on a report, and files in another directory. A source file is never changed
 * and never deleted. Written files are forced, and the manifest that makes a data set of the logs comes behind them: what a
 * crash leaves has no manifest, and a start refuses it.
 *
 * <p>What is sound, and what a start does with the files, is decided by {@code recovery} itself, with nothing kept.
 *
 * <p>Checking, truncating and converting snapshots need memory for one batch or one value, and a hash for each key of a
 * snapshot; what must execute commands (a repair that leaves batches out, a rewrite, a log made into a snapshot) needs memory
 * for the data set, as a server does.
 */
@NullMarked
package io.cairn.persistence.offline;

import org.jspecify.annotations.NullMarked;
