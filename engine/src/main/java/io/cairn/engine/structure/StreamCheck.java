package io.cairn.engine.structure;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks all invariants of a {@link LargeStream} by walking all of it; tests call it after every step. */
final class StreamCheck {
    private final LargeStream stream;
    private final StreamId last = new StreamId();
    private final StreamId master = new StreamId();
    private long leaves;

    private StreamCheck(LargeStream stream) {
        this.stream = stream;
    }

    static void check(LargeStream stream) {
        new StreamCheck(stream).check();
    }

    private void check() {
        TreeCheck.check(stream.tree, this::checkLeaf);
        TreeCheck.require(leaves == stream.leafCount(), "number of leaves");
        TreeCheck.require(last.compare(stream.lastId) <= 0, "last id");
        StreamCursor cursor = new StreamCursor();
        StreamId first = new StreamId();
        if (cursor.seekFirst(stream)) {
            first.set(cursor.id());
        }
        TreeCheck.require(first.isSame(stream.firstId), "first id");
        byte[] previous = null;
        for (int i = 0; i < stream.groupCount(); i++) {
            byte[] name = stream.group(i).name();
            TreeCheck.require(previous == null || Arrays.compareUnsigned(previous, name) < 0, "names of groups ascend");
            previous = name;
            checkGroup(stream.group(i));
        }
    }

    private void checkLeaf(TreeLeaf leaf, byte @Nullable [] low, byte @Nullable [] high) {
        if (leaf.length() == 0) {
            TreeCheck.require(stream.tree.isSingleLeaf(), "empty leaf among others");
            return;
        }
        leaves++;
        byte[] bytes = leaf.bytes();
        TreeCheck.require(Listpack.isValid(bytes, 0, StreamLeaf.packLength(leaf)), "listpack");
        StreamLeaf.master(leaf, master);
        byte[] key = new byte[StreamId.KEY_BYTES];
        master.putKey(key, 0);
        TreeCheck.require(low != null && low.length == 0 || Arrays.equals(low, key), "separator");
        TreeCheck.require(master.compare(last) > 0, "master id");
        String fault = StreamLeaf.fault(bytes, master, last);
        TreeCheck.require(fault == null, "leaf: " + fault);
        TreeCheck.require(Listpack.integer(bytes, StreamLeaf.liveAt()) == leaf.count(), "live entries");
    }

    private static void checkGroup(StreamGroup group) {
        group.numbers.checkInvariants();
        group.consumers.checkInvariants();
        group.pending.checkInvariants();
        group.owned.checkInvariants();
        TreeCheck.require(group.numbers.size() == group.consumers.size(), "consumers and numbers");
        TreeCheck.require(group.pending.size() == group.owned.size(), "pending and owned");
        ConsumerCursor consumer = new ConsumerCursor();
        PendingCursor owned = new PendingCursor();
        StreamId least = new StreamId();
        for (boolean more = consumer.first(group); more; more = consumer.next(group)) {
            int number = consumer.number();
            TreeCheck.require(number >= 0, "number");
            long count = 0;
            for (boolean on = owned.seek(group, number, least); on; on = owned.next(group)) {
                TreeCheck.require(owned.consumer() == number, "owner");
                count++;
            }
            TreeCheck.require(count == consumer.pendingCount(), "count of a consumer's pending entries");
        }
    }
}
