package io.cairn.engine.keyspace;

import static io.cairn.engine.keyspace.RecordTypes.CHANGED_STRING;
import static io.cairn.engine.keyspace.RecordTypes.INTEGER;
import static io.cairn.engine.keyspace.RecordTypes.STRING;

import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.value.LargeString;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key of a {@link Keyspace} and what it holds, or the place where it would be: found once, then read and changed as
 * often as a command likes.
 *
 * <p>A flyweight: valid until the next key of the same keyspace is looked up, and as long as the bytes of the key given
 * to that look-up stay as they are. Every change counts in {@link Databases#changes}, and all but a removal as a use of
 * the key. Changes allocate nothing when the new value fits the old one's place.
 */
public final class Entry {
    private final Databases databases;
    private final RecordCursor cursor = new RecordCursor();
    private final StringValue string = new StringValue();

    Entry(Databases databases) {
        this.databases = databases;
    }

    RecordCursor cursor() {
        return cursor;
    }

    /** Whether the key is there. */
    public boolean exists() {
        return cursor.isFound();
    }

    /** What the key holds; null if it is not there. */
    public @Nullable Value value() {
        return cursor.isFound() ? RecordTypes.view(cursor, string) : null;
    }

    /** When the key expires, in milliseconds of the wall clock; {@link RecordTable#NO_EXPIRY} if never. */
    public long expireAtMs() {
        return cursor.isFound() ? cursor.expireAtMs() : RecordTable.NO_EXPIRY;
    }

    /** Sets the key to a string, as a number if the text is one. */
    public void putString(byte[] bytes, int offset, int length, long expireAtMs) {
        if (length <= Numbers.MAX_LONG_DIGITS && Numbers.isLong(bytes, offset, length)) {
            cursor.putLong(INTEGER, Numbers.toLong(bytes, offset, length), expireAtMs);
        } else {
            putBytes(STRING, bytes, offset, length, expireAtMs);
        }
        changed();
    }

    /** Sets the key to a string that is kept as text, even if the text is a number. */
    public void putText(byte[] bytes, int offset, int length, long expireAtMs) {
        putBytes(STRING, bytes, offset, length, expireAtMs);
        changed();
    }

    /** Sets the key to a string that is a number. */
    public void putInteger(long value, long expireAtMs) {
        cursor.putLong(INTEGER, value, expireAtMs);
        changed();
    }

    /** Sets a string to a number; it keeps its expiry. */
    public void changeToInteger(long value) {
        if (cursor.isFound() && cursor.type() == INTEGER) {
            cursor.setLong(value);
            changed();
        } else {
            putInteger(value, expireAtMs());
        }
    }

    /**
     * Writes the slice into the string at {@code at}, zeros before it if the string ends earlier; creates the string if
     * there is none. It keeps its expiry.
     *
     * @return the string's length afterwards
     */
    public int writeString(int at, byte[] bytes, int offset, int length) {
        int newLength = write(at, bytes, offset, length);
        changed();
        return newLength;
    }

    private int write(int at, byte[] bytes, int offset, int length) {
        if (cursor.isFound() && cursor.type() == INTEGER) {
            StringValue number = (StringValue) RecordTypes.view(cursor, string);
            putBytes(CHANGED_STRING, number.bytes(), number.offset(), number.length(), cursor.expireAtMs());
        } else if (!cursor.isFound()) {
            putBytes(CHANGED_STRING, bytes, offset, 0, RecordTable.NO_EXPIRY);
        }
        if (cursor.isObject()) {
            return writeLarge((LargeString) cursor.object(), at, bytes, offset, length);
        }
        int newLength = Math.max(cursor.valueLength(), Math.addExact(at, length));
        if (newLength > RecordTable.MAX_INLINE_VALUE_BYTES) {
            SnapshotEpoch epoch = databases.epoch();
            LargeString large =
                    LargeString.copyOf(cursor.valueBytes(), cursor.valueOffset(), cursor.valueLength(), epoch);
            return writeLarge(large, at, bytes, offset, length);
        }
        cursor.setType(CHANGED_STRING);
        cursor.resizeValue(newLength);
        byte[] page = cursor.writableValue();
        System.arraycopy(bytes, offset, page, cursor.valueOffset() + at, length);
        return newLength;
    }

    private int writeLarge(LargeString large, int at, byte[] bytes, int offset, int length) {
        LargeString writable = large.writable(databases.epoch());
        writable.write(at, bytes, offset, length);
        if (!cursor.isObject() || cursor.object() != writable) {
            cursor.putObject(CHANGED_STRING, writable, cursor.expireAtMs());
        }
        return writable.length();
    }

    /** Sets when the key expires; {@link RecordTable#NO_EXPIRY} for never. The key must be there. */
    public void expireAt(long expireAtMs) {
        cursor.setExpireAtMs(expireAtMs);
        changed();
    }

    /** Removes the key and what it holds. The key must be there. */
    public void remove() {
        databases.countChange();
        cursor.remove();
    }

    /** What the key holds, with its expiry, as something of its own that other look-ups do not touch. */
    public DetachedValue detach() {
        long expireAtMs = cursor.expireAtMs();
        if (cursor.type() == INTEGER) {
            return DetachedValue.integer(cursor.longValue(), expireAtMs);
        }
        if (cursor.isObject()) {
            return DetachedValue.large(cursor.type(), (LargeString) cursor.object(), expireAtMs);
        }
        int offset = cursor.valueOffset();
        byte[] bytes = Arrays.copyOfRange(cursor.valueBytes(), offset, offset + cursor.valueLength());
        return DetachedValue.inline(cursor.type(), bytes, expireAtMs);
    }

    /** Sets the key to what another held, which must not be used by anybody else from now on. */
    public void put(DetachedValue value, long expireAtMs) {
        LargeString large = value.large();
        if (value.type() == INTEGER) {
            cursor.putLong(INTEGER, value.number(), expireAtMs);
        } else if (large != null) {
            cursor.putObject(value.type(), large, expireAtMs);
        } else {
            cursor.put(value.type(), value.bytes(), 0, value.bytes().length, expireAtMs);
        }
        changed();
    }

    /** How long ago the key was used, in seconds; only if {@link Databases#isAccessTracked}. The key must be there. */
    public long idleSeconds() {
        return databases.idleSeconds(cursor);
    }

    /** Says that the key was last used {@code seconds} ago, if anybody wants to know. The key must be there. */
    public void setIdleSeconds(long seconds) {
        databases.setIdleSeconds(cursor, seconds);
    }

    private void changed() {
        databases.countChange();
        databases.touch(cursor);
    }

    private void putBytes(int type, byte[] bytes, int offset, int length, long expireAtMs) {
        if (length <= RecordTable.MAX_INLINE_VALUE_BYTES) {
            cursor.put(type, bytes, offset, length, expireAtMs);
        } else {
            cursor.putObject(type, LargeString.copyOf(bytes, offset, length, databases.epoch()), expireAtMs);
        }
    }
}
