package io.cairn.engine.command.zset;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.SortedSetResult;
import io.cairn.engine.value.SortedSetValue;
import java.util.Objects;

/** Puts results to keys, whatever they held before. */
public final class SortedSetStore {
    private SortedSetStore() {}

    /** Makes a result the value of the key that argument {@code index} names, or removes the key if the result is empty. */
    public static void put(Args args, int index, SortedSetResult result, CommandContext context) {
        if (result.size() == 0) {
            put(args, index, context.databases().scratch(), context);
            return;
        }
        Entry scratch = context.databases().scratch();
        Objects.requireNonNull(scratch.collection(SortedSetValue.class)).take(result);
        put(args, index, scratch, context);
    }

    /** Moves what was built in the scratch entry, or nothing, to the key. */
    static void put(Args args, int index, Entry scratch, CommandContext context) {
        Entry destination = context.entry(args, index);
        if (scratch.exists()) {
            destination.put(scratch.detach(), RecordTable.NO_EXPIRY);
        } else if (destination.exists()) {
            destination.remove();
        }
    }
}
