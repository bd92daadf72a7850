package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;

import io.cairn.engine.structure.Element;
import io.cairn.engine.value.FieldWalk;
import io.cairn.engine.value.HashValue;
import java.io.IOException;

/**
 * The codec of hashes.
 *
 * <pre>
 *   HASH                    := count (field value)*
 *   HASH_ZIPMAP             := zipmap of fields and values in turn; HASH_ZIPLIST, HASH_LISTPACK the same
 *   HASH_METADATA           := first: i64, count (after: length, field, value)*
 *   HASH_LISTPACK_EX        := first: i64, listpack of field, value and time in turn
 *   HASH_METADATA_PRE_GA    := count (time: length, field, value)*
 *   HASH_LISTPACK_EX_PRE_GA := listpack of field, value and time in turn
 *   HASH_2                  := count (field value time: i64)*          Valkey's own, with the number of the PRE_GA
 * </pre>
 *
 * <p>{@code first} is when the first of the fields expires, {@code after} one more than how long after that the field does.
 * Times are milliseconds since 1970. A field that never expires has 0, in {@code HASH_2} -1.
 */
final class HashCodec {
    /** Redis' latest time, which leaves two bits of six bytes free. */
    private static final long LATEST_MS = (1L << 48) - 2;

    private static final long NEVER_OF_VALKEY = -1;

    private HashCodec() {}

    static void readPlain(ValueInput value) throws IOException {
        value.pinNames();
        for (long left = value.readCount(); left > 0; left--) {
            long offset = value.in.offset();
            value.readName();
            value.readContent();
            value.field(value.name(), value.content(), RdbKey.NO_EXPIRY, offset);
        }
        value.unpinNames();
    }

    static void readBlob(ValueInput value, BlobReader reader) throws IOException {
        long offset = value.in.offset();
        BlobReader blob = value.readBlob(reader);
        Element name = value.nameOfBlob();
        Element content = value.elementOfBlob();
        while (blob.next(name)) {
            requireMore(blob.next(content), value, offset);
            value.field(name, content, RdbKey.NO_EXPIRY, offset);
        }
    }

    private static void requireMore(boolean more, ValueInput value, long offset) throws RdbException {
        if (!more) {
            throw damaged(offset, "the last field of " + value + " is not complete");
        }
    }

    /** Reads fields with times; those that follow the time of the first are relative to it. */
    static void readExpiring(ValueInput value, boolean relative) throws IOException {
        long first = relative ? readFirst(value) : 0;
        value.pinNames();
        for (long left = value.readCount(); left > 0; left--) {
            long offset = value.in.offset();
            long time = value.in.readLength();
            long expireAtMs = relative && time > 0 ? first + (time - 1) : time;
            value.readName();
            value.readContent();
            value.field(value.name(), value.content(), expiry(expireAtMs, value, offset), offset);
        }
        value.unpinNames();
    }

    static void readExpiringBlob(ValueInput value, boolean withFirst) throws IOException {
        if (withFirst) {
            readFirst(value);
        }
        long offset = value.in.offset();
        BlobReader blob = value.readBlob(value.listpack());
        Element name = value.nameOfBlob();
        Element content = value.elementOfBlob();
        Element time = value.thirdOfBlob();
        while (blob.next(name)) {
            requireMore(blob.next(content) && blob.next(time), value, offset);
            if (!time.isNumeric()) {
                throw damaged(offset, "a field of " + value + " expires at " + ValueInput.quoted(time));
            }
            value.field(name, content, expiry(time.parse(), value, offset), offset);
        }
    }

    static void readOfValkey(ValueInput value) throws IOException {
        value.pinNames();
        for (long left = value.readCount(); left > 0; left--) {
            long offset = value.in.offset();
            value.readName();
            value.readContent();
            long time = value.in.readLong();
            // Valkey knows later times than Redis, thousands of years from now.
            long expireAtMs =
                    time == NEVER_OF_VALKEY ? RdbKey.NO_EXPIRY : expiry(Math.min(time, LATEST_MS), value, offset);
            value.field(value.name(), value.content(), expireAtMs, offset);
        }
        value.unpinNames();
    }

    private static long readFirst(ValueInput value) throws IOException {
        long offset = value.in.offset();
        long first = value.in.readLong();
        if (first < 0 || first > LATEST_MS + 1) {
            throw damaged(offset, "the first field of " + value + " expires at the impossible time " + first);
        }
        return first;
    }

    private static long expiry(long timeMs, ValueInput value, long offset) throws RdbException {
        if (timeMs < 0 || timeMs > LATEST_MS) {
            throw damaged(offset, "a field of " + value + " expires at the impossible time " + timeMs);
        }
        return timeMs == 0 ? RdbKey.NO_EXPIRY : timeMs;
    }

    /** The type that a hash is written as. One that had fields that expire, and has none any more, is like any other. */
    static int type(HashValue hash) {
        if (hash.hasExpiringFields()) {
            return hash.isCompact() ? RdbFormat.TYPE_HASH_LISTPACK_EX : RdbFormat.TYPE_HASH_METADATA;
        }
        return hash.isCompact() && !hash.isExpiring() ? RdbFormat.TYPE_HASH_LISTPACK : RdbFormat.TYPE_HASH;
    }

    static void write(HashValue hash, int type, RdbOutput out) throws IOException {
        switch (type) {
            case RdbFormat.TYPE_HASH_LISTPACK -> out.writePacked(hash);
            case RdbFormat.TYPE_HASH_LISTPACK_EX -> {
                out.writeLong(hash.minExpireAtMs());
                out.writePacked(hash);
            }
            case RdbFormat.TYPE_HASH_METADATA -> writeExpiring(hash, out);
            default -> {
                out.writeLength(hash.size());
                for (FieldWalk walk = hash.walk(); walk.next(); ) {
                    out.writeElement(walk.name());
                    out.writeElement(walk.value());
                }
            }
        }
    }

    private static void writeExpiring(HashValue hash, RdbOutput out) throws IOException {
        long first = hash.minExpireAtMs();
        out.writeLong(first);
        out.writeLength(hash.size());
        for (FieldWalk walk = hash.walk(); walk.next(); ) {
            long expireAtMs = walk.expireAtMs();
            out.writeLength(expireAtMs == RdbKey.NO_EXPIRY ? 0 : expireAtMs - first + 1);
            out.writeElement(walk.name());
            out.writeElement(walk.value());
        }
    }
}
