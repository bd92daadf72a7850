package io.cairn.persistence.snapshot;

import io.cairn.engine.Engine;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.Flag;
import io.cairn.persistence.recovery.RecoveryReport;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rolls and rewrites the log without being asked: when a file has reached its size, when the log has grown by so much since
 * the last rewrite, and when a start would take too long.
 *
 * <p>How long a start would take is known from what this process has seen, and from nothing else: the bytes that its own start
 * read and the time that took, and the bytes that it has logged since and the time that executing those commands took, which
 * is what a replay spends most of its time on.
 *
 * <p>Threads: {@link #look} by the holder of the engine's lock; the figures by any.
 */
public final class LogUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(LogUpkeep.class);

    /** Less than this says nothing about speed: opening files and warming up weigh more. */
    private static final long MEASURED_LEAST_BYTES = 16L << 20;

    /** A rewrite saves the reading of the logs, not of the base. Below this part of the whole it is not worth one. */
    private static final int LEAST_LOG_PERCENT = 25;

    /**
     * When it is due.
     *
     * @param growthPercent rewrite when the log has grown by this much since the last one; 0: never
     * @param leastBytes but not before it is larger than this
     * @param rollBytes go on in a new file when the present one is as large as this; 0: never
     * @param restartSeconds rewrite when a start would take longer than this; 0: never
     */
    public record Limits(int growthPercent, long leastBytes, long rollBytes, int restartSeconds) {}

    private final Engine engine;
    private final Snapshots snapshots;
    private long measuredBytes;
    private long measuredMicros;
    private long lastPosition = Long.MAX_VALUE;
    private long lastMicros = Long.MAX_VALUE;
    private String rolledFrom = "";
    private final RetryPause rollPause = new RetryPause();
    private volatile long restartMs = -1;

    public LogUpkeep(Engine engine, Snapshots snapshots) {
        this.engine = engine;
        this.snapshots = snapshots;
    }

    /** Says what the start of this process has taken. Needs the engine's lock. */
    public void started(RecoveryReport recovery) {
        measuredBytes += recovery.bytes();
        measuredMicros += TimeUnit.NANOSECONDS.toMicros(recovery.elapsedNanos());
    }

    /** How long a start would take now, in milliseconds; −1 while too little has been seen to tell. */
    public long restartMs() {
        return restartMs;
    }

    /** Starts what is due for {@code files}, which is null if the log is off. */
    public void look(@Nullable AppendOnlyFiles files, Limits limits) {
        if (files == null) {
            restartMs = -1;
            return;
        }
        measure(files);
        long nowMs = engine.clock().millis();
        if (limits.rollBytes > 0 && files.log().fileBytes() >= limits.rollBytes) {
            roll(files, nowMs);
        }
        if (snapshots.work() == Snapshots.Work.NOTHING) {
            String reason = reasonToRewrite(files, limits);
            if (reason != null && !snapshots.isRewriteHeldBack()) {
                LOG.info("Starting automatic rewriting of the log: {}", reason);
                snapshots.startRewrite(files);
            }
        }
    }

    private void roll(AppendOnlyFiles files, long nowMs) {
        // A log that takes no writes has no use for a new file, and may lack the space or the disk for it.
        if (!rollPause.isOver(nowMs) || files.log().refusal() != null) {
            return;
        }
        String file = files.log().fileName();
        if (file.equals(rolledFrom)) {
            rollPause.again(nowMs);
        } else {
            rollPause.first(nowMs);
        }
        rolledFrom = file;
        snapshots.startRoll(files);
    }

    private @Nullable String reasonToRewrite(AppendOnlyFiles files, Limits limits) {
        if (files.log().isOverflowed()) {
            return "changes that found no room on the disk are in no file of it";
        }
        long bytes = files.currentBytes();
        long growth = growthPercent(bytes, files.bytesAfterRewrite());
        if (limits.growthPercent > 0 && bytes > limits.leastBytes && growth >= limits.growthPercent) {
            return "it has grown by " + growth + "%";
        }
        boolean slow = limits.restartSeconds > 0 && restartMs > TimeUnit.SECONDS.toMillis(limits.restartSeconds);
        if (slow && (bytes - files.baseBytes()) / LEAST_LOG_PERCENT >= bytes / 100) {
            return "a restart would take " + restartMs / 1000 + " seconds";
        }
        return null;
    }

    private static long growthPercent(long bytes, long before) {
        return (long) (100.0 * bytes / Math.max(1, before)) - 100;
    }

    private void measure(AppendOnlyFiles files) {
        long position = files.log().position();
        long micros = microsOfWrites();
        // Whatever begins anew, the log or the counts, is no measurement.
        if (position >= lastPosition && micros >= lastMicros) {
            measuredBytes += position - lastPosition;
            measuredMicros += micros - lastMicros;
        }
        lastPosition = position;
        lastMicros = micros;
        restartMs = measuredBytes < MEASURED_LEAST_BYTES
                ? -1
                : (long) (files.currentBytes() * ((double) measuredMicros / measuredBytes) / 1000);
    }

    private long microsOfWrites() {
        long micros = 0;
        for (RegisteredCommand command : engine.executor().table().all()) {
            if (command.spec().is(Flag.WRITE)) {
                micros += command.micros();
            }
        }
        return micros;
    }
}
