package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.RecordTypes;

/**
 * Builds hashes. Their compact form has a time with each field if the first field that comes expires, and fields in the
 * order of these times; that is how fields come out of that form. What comes otherwise is the spill's.
 */
final class HashBuilder extends CollectionBuilder {
    /** Of a field that never expires: they are last. */
    private static final long NEVER = 0;

    private boolean expiring;
    private long lastExpireAtMs;

    HashBuilder() {
        super(CollectionKind.HASH);
    }

    @Override
    void reset() {
        expiring = false;
    }

    @Override
    int type() {
        return expiring ? RecordTypes.EXPIRING_HASH : RecordTypes.HASH;
    }

    /** Adds a field; returns whether it was not there. */
    boolean add(Element name, Element value, long expireAtMs) {
        if (count() == 0) {
            expiring = expireAtMs != RecordTable.NO_EXPIRY;
            lastExpireAtMs = expireAtMs;
        }
        if (isSpilled() || !fits(name, value, expireAtMs)) {
            return spill().field(name, value, expireAtMs);
        }
        lastExpireAtMs = expireAtMs;
        boolean added = appendUnseen(name);
        out().append(value);
        if (expiring) {
            out().append(expireAtMs == RecordTable.NO_EXPIRY ? NEVER : expireAtMs);
        }
        counted();
        return added;
    }

    private boolean fits(Element name, Element value, long expireAtMs) {
        boolean inOrder = expiring ? expireAtMs >= lastExpireAtMs : expireAtMs == RecordTable.NO_EXPIRY;
        return inOrder
                && count() < limits().hashMaxListpackEntries()
                && hasRoom((long) name.length() + value.length())
                && !isLonger(name, limits().hashMaxListpackValue())
                && !isLonger(value, limits().hashMaxListpackValue());
    }
}
