package io.cairn.engine.command;

import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.keyspace.ExpiryListener;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.SipHash13;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which keys were changed by batches that the journal has not made durable yet, and so which replies must wait: those that
 * acknowledge such a change or observe one.
 *
 * <p>What a request changes or reads are the keys that its declaration finds; a request that works on data and has none is
 * taken to work on all of it. A key whose time had come was changed by whoever removed it.
 *
 * <p>Layout: a hash table with linear probing, from the keyed hash of database and key to the position that must be
 * durable. A collision of all 64 bits, which nobody can bring about on purpose, makes a reply wait that need not.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>I1. A key changed at a position behind {@code released} is in the table with that position or a later one, or
 *       {@code everythingAt} is at least that.
 *   <li>I2. {@code newest} is the greatest of all positions.
 * </ul>
 *
 * <p>Cost: switched off, a look at a flag per request. On, finding and hashing the keys of a request, no allocation once
 * the table has the size of what gathers while one force runs. Entries that have become durable go when the table is full.
 *
 * <p>Used by the holder of the engine's lock.
 */
public final class UnforcedChanges implements ExpiryListener {
    private static final int NONE = -1;
    private static final int LEAST_SLOTS = 1 << 10;

    /** Beyond as many keys as half of this a single position stands for all: a disk that hangs must not cost memory without end. */
    private static final int MOST_SLOTS = 1 << 20;

    /** Spreads the few numbers of databases over all bits of a hash: 2⁶⁴ divided by the golden ratio. */
    private static final long DATABASE_SPREAD = 0x9e3779b97f4a7c15L;

    private final Effects effects;
    private final LongSupplier position;
    private final LongSupplier random;
    private final KeyFinder finder = new KeyFinder();
    private @Nullable SipHash13 hash;
    private long[] hashes = {};
    private long[] positions = {};
    private long[] spareHashes = {};
    private long[] sparePositions = {};
    private int used;
    private boolean on;
    private long released;
    private long newest;
    private long everythingAt;

    /**
     * @param effects of the batch being executed; they hear of what expires as well
     * @param position the journal's, behind its last batch
     * @param random gives 64 random bits a call, for the hash
     */
    public UnforcedChanges(Effects effects, LongSupplier position, LongSupplier random) {
        this.effects = effects;
        this.position = position;
        this.random = random;
    }

    /**
     * Begins a batch, or goes on with one in which the journal has changed its mind.
     *
     * @param hold whether replies have to wait at all
     * @param releasedNow everything before this position is durable
     */
    public void beginBatch(boolean hold, long releasedNow) {
        if (hold && !on) {
            if (hash == null) {
                hash = new SipHash13(random.getAsLong(), random.getAsLong());
            }
            // Nobody has noted what was changed until now.
            everythingAt = pending();
            newest = everythingAt;
        }
        on = hold;
        released = releasedNow;
    }

    /** Forgets everything, for the journal is another one, whose positions have nothing to do with the former's. */
    public void forget() {
        clear();
        on = false;
        newest = 0;
        everythingAt = 0;
    }

    /** Whether replies have to wait in this batch. */
    public boolean isOn() {
        return on;
    }

    /** Position that must be durable for the effects of the present batch so far to be. */
    long pending() {
        // Positions are borders of batches: what comes behind this one is durable as soon as anything behind it is.
        return position.getAsLong() + (effects.length() > 0 ? 1 : 0);
    }

    /**
     * Notes what a request has changed, and says what its reply must wait for. Only while {@link #isOn}.
     *
     * @param database selected when it began
     * @param everywhere whether it went beyond the keys that can be found in it
     * @param changed whether it had effects
     * @return the position that must be durable before the reply leaves; 0 if it may leave at once
     */
    long executed(RegisteredCommand command, Args args, int database, boolean everywhere, boolean changed) {
        if (!changed && newest <= released) {
            return 0;
        }
        boolean byKeys = command.reach == RegisteredCommand.Reach.KEYS && !everywhere;
        boolean found = byKeys && finder.find(command.command, args, 0) > 0;
        if (changed) {
            long at = pending();
            newest = at;
            if (found) {
                noteKeys(args, database, at);
            } else {
                everythingAt = at;
            }
            return at;
        }
        if (found) {
            return ifHeld(latestOfKeys(args, database));
        }
        // Where a command with keys has none that can be found, it may have looked at any.
        return everywhere || command.reach != RegisteredCommand.Reach.NOTHING ? newest : 0;
    }

    private long ifHeld(long at) {
        return at > released ? at : 0;
    }

    private void noteKeys(Args args, int database, long at) {
        for (int i = 0; i < finder.count(); i++) {
            if (!finder.flags(i).contains(KeyFlag.RO)) {
                int argument = finder.argument(i);
                note(hashOf(database, args.bytes(), args.offset(argument), args.length(argument)), at);
            }
        }
    }

    private long latestOfKeys(Args args, int database) {
        long latest = everythingAt;
        for (int i = 0; i < finder.count(); i++) {
            int argument = finder.argument(i);
            long key = hashOf(database, args.bytes(), args.offset(argument), args.length(argument));
            latest = Math.max(latest, latestOf(key));
        }
        return latest;
    }

    @Override
    public void expired(int database, byte[] key, int offset, int length) {
        effects.expired(database, key, offset, length);
        removed(database, key, offset, length);
    }

    @Override
    public void fieldExpired(int database, byte[] key, byte[] field, int offset, int length) {
        effects.fieldExpired(database, key, field, offset, length);
        removed(database, key, 0, key.length);
    }

    private void removed(int database, byte[] key, int offset, int length) {
        if (on) {
            newest = pending();
            note(hashOf(database, key, offset, length), newest);
        }
    }

    // ---- the table

    /** Never 0, which marks a free slot. */
    private long hashOf(int database, byte[] key, int offset, int length) {
        SipHash13 keyed = hash;
        if (keyed == null) {
            throw new IllegalStateException("no batch has begun that holds replies");
        }
        long mixed = keyed.hash(key, offset, length) ^ database * DATABASE_SPREAD;
        return mixed == 0 ? 1 : mixed;
    }

    private long latestOf(long key) {
        int slot = slotOf(key);
        return slot != NONE && hashes[slot] == key ? positions[slot] : 0;
    }

    private void note(long key, long at) {
        if (2 * used >= hashes.length && !makeRoom(at)) {
            return;
        }
        int slot = slotOf(key);
        used += hashes[slot] == key ? 0 : 1;
        hashes[slot] = key;
        positions[slot] = at;
    }

    /** Where the key is, or the free slot where it would be; {@link #NONE} before there is a table. */
    private int slotOf(long key) {
        long[] table = hashes;
        if (table.length == 0) {
            return NONE;
        }
        int slot = (int) key & table.length - 1;
        while (table[slot] != 0 && table[slot] != key) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    /** Drops what has become durable, and doubles the table if it is still more than a quarter full. False: all counts as changed. */
    private boolean makeRoom(long at) {
        int kept = 0;
        for (int i = 0; i < hashes.length; i++) {
            kept += hashes[i] != 0 && positions[i] > released ? 1 : 0;
        }
        int slots = Math.max(LEAST_SLOTS, 4 * kept < hashes.length ? hashes.length : 2 * hashes.length);
        if (slots > MOST_SLOTS) {
            everythingAt = at;
            clear();
            return false;
        }
        long[] oldHashes = hashes;
        long[] oldPositions = positions;
        boolean reuse = spareHashes.length == slots;
        hashes = reuse ? spareHashes : new long[slots];
        positions = reuse ? sparePositions : new long[slots];
        Arrays.fill(hashes, 0);
        used = 0;
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0 && oldPositions[i] > released) {
                note(oldHashes[i], oldPositions[i]);
            }
        }
        boolean sameSize = oldHashes.length == slots;
        spareHashes = sameSize ? oldHashes : new long[slots];
        sparePositions = sameSize ? oldPositions : new long[slots];
        return true;
    }

    private void clear() {
        Arrays.fill(hashes, 0);
        used = 0;
    }
}
