package io.cairn.testing;

import io.cairn.engine.Journal;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A journal that keeps all batches for a test to look at. What is appended is durable at once, unless the test holds
 * that back with {@link #holdDurable}.
 */
public final class RecordingJournal implements Journal {
    /**
     * What the engine has handed over at once.
     *
     * @param bytes complete RESP commands
     * @param database selected where it begins
     * @param nowMs the clock of its execution
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares batches.
    public record Batch(byte[] bytes, int database, long nowMs) {}

    private final List<Batch> batches = new ArrayList<>();
    private long position;
    private long heldAt = Long.MAX_VALUE;
    private volatile boolean holding;
    private volatile @Nullable String refusal;
    private @Nullable String laterRefusal;

    @Override
    public synchronized long append(byte[] bytes, int offset, int length, int database, long nowMs) {
        batches.add(new Batch(Arrays.copyOfRange(bytes, offset, offset + length), database, nowMs));
        position += length;
        refusal = laterRefusal == null ? refusal : laterRefusal;
        return position;
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized long durablePosition() {
        return Math.min(position, heldAt);
    }

    @Override
    public boolean holdsReplies() {
        return holding;
    }

    @Override
    public synchronized long releasedPosition() {
        return holding ? durablePosition() : position;
    }

    @Override
    public @Nullable String refusal() {
        return refusal;
    }

    /** From here on nothing becomes durable, until {@link #releaseDurable}. */
    public synchronized void holdDurable() {
        heldAt = position;
    }

    /** Everything appended is durable again. */
    public synchronized void releaseDurable() {
        heldAt = Long.MAX_VALUE;
    }

    /** Sets whether replies wait for what they acknowledge or observe to be durable. */
    public void holdReplies(boolean on) {
        holding = on;
    }

    /** Refuses writes with this reason, or takes them again with null. */
    public void refuse(@Nullable String reason) {
        refusal = reason;
    }

    /** Refuses writes with this reason from the next batch on that it is given. */
    public synchronized void refuseAfterNextBatch(String reason) {
        laterRefusal = reason;
    }

    /** All batches in order. */
    public synchronized List<Batch> batches() {
        return List.copyOf(batches);
    }

    /** All batches as one stretch of RESP. */
    public synchronized byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        batches.forEach(batch -> all.writeBytes(batch.bytes()));
        return all.toByteArray();
    }

    /** All commands as one would type them, such as {@code SET k v}. */
    public List<String> commands() {
        return Requests.decode(bytes()).stream().map(Requests::text).toList();
    }

    /** Forgets all batches; positions go on. */
    public synchronized void clear() {
        batches.clear();
    }
}
