package io.cairn.engine.command.set;

import static io.cairn.engine.structure.RecordTable.NO_EXPIRY;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.SetValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sets that a command combines. */
final class SetOperands {
    private SetOperands() {}

    /**
     * Looks up the sets that arguments {@code from} to {@code to - 1} name; one that is missing is an empty set. They are
     * valid until something is changed.
     *
     * @return null after an error reply
     */
    static @Nullable List<SetValue> read(Args args, int from, int to, CommandContext context) {
        context.settle(args, from, to);
        List<SetValue> sets = new ArrayList<>();
        for (int i = from; i < to; i++) {
            SetValue set = context.readBeside(i - from, args, i).collection(SetValue.class);
            if (set == null) {
                context.reply().error(CommandError.WRONG_TYPE);
                return null;
            }
            sets.add(set);
        }
        return sets;
    }

    /** The set that is to be built in a place where nothing is yet. */
    static SetValue resultIn(Entry scratch) {
        SetValue result = scratch.collection(SetValue.class);
        if (result == null) {
            throw new IllegalStateException("the place for a result is taken");
        }
        return result;
    }

    /** Sets the key that is argument 1 to the result, or removes it if that is empty; replies with its size. */
    static void store(Entry scratch, Args args, CommandContext context) {
        long size = resultIn(scratch).size();
        Entry destination = context.entry(args, 1);
        if (size > 0) {
            destination.put(scratch.detach(), NO_EXPIRY);
        } else if (destination.exists()) {
            destination.remove();
        }
        context.reply().integer(size);
    }
}
