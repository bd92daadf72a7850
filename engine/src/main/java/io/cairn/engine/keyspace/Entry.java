package io.cairn.engine.keyspace;

import static io.cairn.engine.value.RecordTypes.CHANGED_STRING;
import static io.cairn.engine.value.RecordTypes.INTEGER;
import static io.cairn.engine.value.RecordTypes.STRING;

import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.Numbers;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.CollectionValue;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.engine.value.LargeString;
import io.cairn.engine.value.StringEdit;
import io.cairn.engine.value.Value;
import io.cairn.engine.value.ValueHost;
import io.cairn.engine.value.ValueViews;
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
    private static final byte[] NO_BYTES = {};

    private final ValueHost host;
    private final RecordCursor cursor = new RecordCursor();
    private final ValueViews views;
    private final StringEdit edit;

    /** An entry that is on no key yet, for {@link Keyspace#entry(byte[], int, int, Entry)}. */
    Entry(ValueHost host) {
        this.host = host;
        this.views = new ValueViews(host);
        this.edit = new StringEdit(host);
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
        return cursor.isFound() ? views.of(cursor) : null;
    }

    /**
     * What the key holds if it is of this kind, to be read or changed; empty, if the key is not there: adding to it makes
     * the key, and taking the last of it removes the key.
     *
     * @return null if the key holds something else
     */
    public <V extends CollectionValue> @Nullable V collection(Class<V> kind) {
        if (!cursor.isFound()) {
            return views.empty(kind, cursor);
        }
        Value value = views.of(cursor);
        return kind.isInstance(value) ? kind.cast(value) : null;
    }

    /** Up to which size values are compact. */
    public EncodingLimits limits() {
        return host.limits();
    }

    /**
     * Bytes of memory that the key takes with what it holds. The key must be there.
     *
     * @param samples how many parts of a large value to look at, the others being taken for like them; 0: all of them
     */
    public long memoryBytes(int samples) {
        return cursor.memoryBytes(samples);
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
        StringEdit string = edit(Math.addExact(at, length));
        string.write(at, bytes, offset, length);
        changed();
        return string.length();
    }

    /**
     * Opens the string to be changed inside, after it has been made longer by zeros if it is shorter than
     * {@code leastLength}; creates it if there is none. It keeps its expiry. Whoever changes something, or has made it
     * longer, says so to {@link #changed(long)}.
     */
    public StringEdit edit(int leastLength) {
        return edit.open(cursor, leastLength);
    }

    /** Sets what a string consists of, as a change in place; creates the string if there is none. It keeps its expiry. */
    public void rewriteString(byte[] bytes, int offset, int length) {
        boolean large = length > RecordTable.MAX_INLINE_VALUE_BYTES;
        if (large && cursor.isFound() && cursor.isObject() && cursor.object() instanceof LargeString present) {
            LargeString writable = present.writable(host.epoch());
            writable.resize(length);
            System.arraycopy(bytes, offset, writable.bytes(), 0, length);
            if (writable != present) {
                cursor.putObject(CHANGED_STRING, writable, cursor.expireAtMs());
            }
        } else {
            putBytes(CHANGED_STRING, bytes, offset, length, expireAtMs());
        }
    }

    /** Sets when the key expires; {@link RecordTable#NO_EXPIRY} for never. The key must be there. */
    public void expireAt(long expireAtMs) {
        cursor.setExpireAtMs(expireAtMs);
        changed();
    }

    /** Removes the key and what it holds. The key must be there. */
    public void remove() {
        cursor.remove();
        changed();
    }

    /** What the key holds, with its expiry, for another key: this one is to be removed, or the value to be copied. */
    public DetachedValue detach() {
        long expireAtMs = cursor.expireAtMs();
        if (cursor.isObject()) {
            return new DetachedValue(cursor.type(), NO_BYTES, (LargeValue) cursor.object(), expireAtMs);
        }
        int offset = cursor.valueOffset();
        byte[] bytes = Arrays.copyOfRange(cursor.valueBytes(), offset, offset + cursor.valueLength());
        return new DetachedValue(cursor.type(), bytes, null, expireAtMs);
    }

    /** Sets the key to what another held, which must not be used by anybody else from now on. */
    public void put(DetachedValue value, long expireAtMs) {
        LargeValue object = value.object();
        if (object != null) {
            cursor.putObject(value.type(), object, expireAtMs);
        } else {
            cursor.put(value.type(), value.bytes(), 0, value.bytes().length, expireAtMs);
        }
        changed();
    }

    /** Says that what the key holds was changed through {@link #edit} or {@link #rewriteString}: {@code count} times. */
    public void changed(long count) {
        host.changed(cursor, count);
    }

    /** Sets the key to a compact value of this type, whose bytes are copied. */
    public void putPacked(int type, byte[] bytes, int offset, int length, long expireAtMs) {
        if (length <= RecordTable.MAX_INLINE_VALUE_BYTES) {
            cursor.put(type, bytes, offset, length, expireAtMs);
        } else {
            cursor.putObject(type, Packed.copyOf(bytes, offset, length, host.epoch()), expireAtMs);
        }
        changed();
    }

    private void changed() {
        host.changed(cursor, 1);
    }

    private void putBytes(int type, byte[] bytes, int offset, int length, long expireAtMs) {
        if (length <= RecordTable.MAX_INLINE_VALUE_BYTES) {
            cursor.put(type, bytes, offset, length, expireAtMs);
        } else {
            cursor.putObject(type, largeString(bytes, offset, length), expireAtMs);
        }
    }

    /** The string that was there before with another content, or a new one. */
    private LargeString largeString(byte[] bytes, int offset, int length) {
        boolean reused = cursor.isFound()
                && cursor.isObject()
                && cursor.object() instanceof LargeString present
                && present.takeOver(bytes, offset, length, host.epoch());
        return reused ? (LargeString) cursor.object() : LargeString.copyOf(bytes, offset, length, host.epoch());
    }
}
