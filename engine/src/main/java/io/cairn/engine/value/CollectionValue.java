package io.cairn.engine.value;

import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.ListpackIndex;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that consists of elements: a view of a record that holds one, or of the place where one would be, which is then
 * empty. The first element that is added makes the record, and the last that is removed takes it away.
 *
 * <h2>Layout</h2>
 *
 * <p>Small values are compact: Redis' listpack or intset, in the record itself as long as it fits a page, else in a
 * {@link Packed} beside it. Large ones are an object of their kind.
 *
 * <p>A compact value is read where it lies, {@link #packedBytes} from {@link #packedStart} on, and edited between {@link #lift}
 * and {@link #store}: taken out of its page, changed, put back. That is two short copies, and one way for both places.
 *
 * <h2>Invariants</h2>
 *
 * <ul>
 *   <li>I1. A found record holds at least one element.
 *   <li>I2. Every change ends with {@link ValueHost#changed}.
 *   <li>I3. A view's index is of the listpack that it points at: pointing at another one, changing it, and putting something
 *       else in its place or nothing, forget it.
 *   <li>I4. What a snapshot may see is not written: {@link #lift} and the large forms see to it.
 * </ul>
 *
 * <p>A flyweight, valid as long as its record's cursor. Used by one thread.
 */
public abstract sealed class CollectionValue implements Value
        permits ListValue, HashValue, SetValue, SortedSetValue, StreamValue {
    /** A lifted value that has shrunk to this goes back into its page: well below what a page takes, so that it stays. */
    private static final int INLINE_AGAIN_BYTES = RecordTable.MAX_INLINE_VALUE_BYTES * 3 / 4;

    /** A compact value ends here, whatever the settings say: as in Redis, and in half of what an array holds. */
    static final int MAX_COMPACT_BYTES = 1 << 30;

    final ValueHost host;
    private final ListpackIndex index = new ListpackIndex();
    private @Nullable RecordCursor cursor;

    CollectionValue(ValueHost host) {
        this.host = host;
    }

    /** Points at the record under the cursor, which is of this kind, or at the place of one that is not there. */
    void point(RecordCursor record) {
        // A store of a reference costs a barrier, and this one is nearly always the same.
        if (cursor != record) {
            cursor = record;
        }
        index.forget();
    }

    final RecordCursor record() {
        return Objects.requireNonNull(cursor);
    }

    /** Number of elements; 0 if there is no value. */
    public abstract long size();

    /** Whether there is no value. */
    public final boolean isEmpty() {
        return !record().isFound();
    }

    /** Whether it is compact: a listpack, or the intset of a set of numbers. */
    public final boolean isCompact() {
        RecordCursor record = record();
        return record.isFound() && (!record.isObject() || record.object() instanceof Packed);
    }

    /** The array in which a compact value lies. Read only. */
    public final byte[] packedBytes() {
        RecordCursor record = record();
        return record.isObject() ? ((Packed) record.object()).bytes() : record.valueBytes();
    }

    /** Where in {@link #packedBytes} a compact value begins. */
    public final int packedStart() {
        return record().isObject() ? 0 : record().valueOffset();
    }

    /** Length of a compact value in bytes. */
    public final int packedLength() {
        RecordCursor record = record();
        return record.isObject() ? ((Packed) record.object()).length() : record.valueLength();
    }

    /** The entry of a compact value with this text, among every {@code step}-th one from the first on; -1 if there is none. */
    final int findCompact(int step, byte[] text, int offset, int length) {
        return index.isBuilt()
                ? index.find(text, offset, length)
                : index.find(packedBytes(), packedStart(), step, text, offset, length);
    }

    /** Whether it is a listpack of which there is an index already. */
    final boolean isIndexed() {
        return index.isBuilt();
    }

    /** Says how many times {@link #findCompact} is going to be called before anything changes. */
    final void expectCompactLookups(long count) {
        index.expect(count);
    }

    /** The compact value to be edited; an empty listpack, if there is none. {@link #store} must follow. */
    final Packed lift() {
        index.forget();
        RecordCursor record = record();
        if (record.isFound() && record.isObject()) {
            return ((Packed) record.object()).writable(host.epoch());
        }
        Packed workspace = host.workspace();
        if (record.isFound()) {
            workspace.load(record.valueBytes(), record.valueOffset(), record.valueLength());
        } else {
            Listpack.clear(workspace);
        }
        return workspace;
    }

    /** Puts an edited compact value back. It keeps its expiry. */
    final void store(int type, Packed edited) {
        index.forget();
        RecordCursor record = record();
        boolean object = record.isFound() && record.isObject();
        int most = object ? INLINE_AGAIN_BYTES : RecordTable.MAX_INLINE_VALUE_BYTES;
        if (edited.length() <= most) {
            record.put(type, edited.bytes(), 0, edited.length(), expireAtMs());
        } else if (!object || record.object() != edited || record.type() != type) {
            Packed kept = object ? edited : edited.copy(host.epoch());
            record.putObject(type, kept, expireAtMs());
        }
    }

    /** Puts a compact value of another form, in an array of the caller's, in the place of the present one. It keeps its expiry. */
    final void replace(int type, Packed other) {
        index.forget();
        if (other.length() <= RecordTable.MAX_INLINE_VALUE_BYTES) {
            record().put(type, other.bytes(), 0, other.length(), expireAtMs());
        } else {
            record().putObject(type, other.copy(host.epoch()), expireAtMs());
        }
    }

    /** Makes the value, there or not, a large one. It keeps its expiry. */
    final void storeLarge(int type, LargeValue large) {
        index.forget();
        record().putObject(type, large, expireAtMs());
    }

    /** Removes the value, of which nothing is left. */
    final void removeRecord() {
        index.forget();
        record().remove();
    }

    final void changed(long count) {
        host.changed(record(), count);
    }

    /** Fails unless a compact value is a sound listpack of {@code step} entries for each element. */
    final void checkListpack(int step) {
        byte[] bytes = packedBytes();
        check(Listpack.isValid(bytes, packedStart(), packedLength()), "a listpack is not sound");
        int count = Listpack.count(bytes, packedStart());
        check(count > 0 && count % step == 0, "a listpack has a wrong number of entries");
        Element name = new Element();
        for (int at = Listpack.first(packedStart()); !Listpack.isEnd(bytes, at); ) {
            Listpack.read(bytes, at, name);
            int first = Listpack.find(bytes, packedStart(), step, name.bytes(), name.offset(), name.length());
            check(first == at, "an element is there twice");
            for (int i = 0; i < step; i++) {
                at = Listpack.next(bytes, at);
            }
        }
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private long expireAtMs() {
        RecordCursor record = record();
        return record.isFound() ? record.expireAtMs() : RecordTable.NO_EXPIRY;
    }
}
