package io.cairn.persistence.log;

import io.cairn.persistence.storage.Storage;
import java.util.function.LongSupplier;

/**
 * What a log needs of the world.
 *
 * @param storage where its files are
 * @param clockMs milliseconds of the wall clock, for closing marks
 * @param clockNanos a clock that only goes forward, for the pace of forcing and preparing
 * @param onReleased called whenever more may be acknowledged than before, most often by the thread that forced; must not
 *     block
 * @param holdersForce whether all who wait for durability call {@link CommandLog#forceHere} before they wait
 * @param fatal told what ends the promise
 */
public record LogPorts(
        Storage storage,
        LongSupplier clockMs,
        LongSupplier clockNanos,
        Runnable onReleased,
        boolean holdersForce,
        FatalHandler fatal) {}
