package io.cairn.engine.keyspace;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.RecordTypes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Knows which hashes of one database have fields whose time has come, so that nobody need look for them: a table of the
 * hashes' names, each with a lower bound of its fields' times as its expiry.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. Every hash with a field that expires is in the table, with a time that is not later than the field's.
 *   <li>I2. At most about half of the names are of no use any more, because the hash is gone or no field of it expires:
 *       nobody takes a name out when that happens, but every so many new names one page of them is looked through.
 * </ul>
 *
 * <p>Cost: a look-up for each change of a hash with fields that expire; amortized constant. Used by the holder of the
 * engine's lock.
 */
final class FieldExpiry {
    private static final byte[] NO_BYTES = {};

    /** A page has up to 56 names: so all are looked through before as many new ones have come as there are. */
    private static final int NAMES_PER_SWEPT_PAGE = 16;

    private final RecordTable names;
    private final RecordTable keys;
    private final RecordCursor place = new RecordCursor();
    private final RecordCursor key = new RecordCursor();
    private int newNames;
    private long sweepCursor;

    /** @param keys the database's keys */
    FieldExpiry(RecordTable names, RecordTable keys) {
        this.names = names;
        this.keys = keys;
    }

    /** Says that the hash under the cursor has a field that expires at {@code expireAtMs}, or none before that. */
    void note(RecordCursor hash, long expireAtMs) {
        if (expireAtMs == RecordTable.NO_EXPIRY) {
            return;
        }
        boolean known = names.find(hash.keyBytes(), hash.keyOffset(), hash.keyLength(), place);
        if (!known) {
            place.put(0, NO_BYTES, 0, 0, expireAtMs);
            newNames++;
            if (newNames == NAMES_PER_SWEPT_PAGE) {
                newNames = 0;
                sweep();
            }
        } else if (expireAtMs < place.expireAtMs()) {
            place.setExpireAtMs(expireAtMs);
        }
    }

    private void sweep() {
        sweepCursor = names.scan(sweepCursor, name -> {
            boolean found = keys.find(name.keyBytes(), name.keyOffset(), name.keyLength(), key);
            if (!found || key.type() != RecordTypes.EXPIRING_HASH) {
                name.remove();
            }
        });
    }

    /** Lower bound of the time at which the next field expires. */
    long minExpireAtMs() {
        return names.minExpireAtMs();
    }

    /** Number of names, of which some may be of no use any more. */
    long size() {
        return names.size();
    }

    /** Takes out some names whose time has come: those that lie in one page. */
    Deque<byte[]> takeDue(long nowMs) {
        Deque<byte[]> due = new ArrayDeque<>();
        names.expire(nowMs, 1, name -> {
            int offset = name.keyOffset();
            due.add(Arrays.copyOfRange(name.keyBytes(), offset, offset + name.keyLength()));
        });
        return due;
    }
}
