/**
 * The command log: Redis' append-only files with a checksum on every batch.
 *
 * <p>Takes batches of RESP commands from the engine (as its {@code Journal}) and hands them to {@code storage}; gives
 * them back to {@code recovery}, together with a verdict on where and why the log ends, and to {@code offline}, past any
 * damage. The bytes are described in
 * {@code docs/formats/log.md} and in {@link io.cairn.persistence.log.LogFormat}.
 */
@NullMarked
package io.cairn.persistence.log;

import org.jspecify.annotations.NullMarked;
