package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.StringEdit;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import org.jspecify.annotations.Nullable;

/** {@code PFADD key [element ...]}: adds elements to a HyperLogLog; tells whether any of its registers changed. */
public final class PfAdd implements Command {
    private static final CommandSpec SPEC = command("PFADD")
            .summary("Adds elements to the HyperLogLog that a key holds.")
            .complexity("O(1) for each element; a sparse one is walked through, up to hll-sparse-max-bytes.")
            .since("2.8.9")
            .group(Group.HYPERLOGLOG)
            .arity(-2)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.HYPERLOGLOG)
            .keys(keyAt(1, RW, INSERT))
            .arguments(key("key", 0), string("element").multiple().optional())
            .build();

    private static final int FIRST_ELEMENT = 2;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.entry(args, 1);
        Value value = entry.value();
        StringValue string = value == null ? null : HyperLogLog.require(value, context.reply());
        if (value != null && string == null) {
            return;
        }
        int raised = string != null && HyperLogLogFormat.isDense(string)
                ? addInPlace(entry, args)
                : add(entry, string, args, context);
        if (raised < 0) {
            context.reply().error(HyperLogLog.DAMAGED);
            return;
        }
        if (raised > 0) {
            entry.changed(raised);
        }
        context.reply().integer(raised > 0 ? 1 : 0);
    }

    private static int addInPlace(Entry entry, Args args) {
        StringEdit dense = entry.edit(0);
        int raised = 0;
        for (int i = FIRST_ELEMENT; i < args.count(); i++) {
            long hash = HyperLogLogFormat.hash(args.bytes(), args.offset(i), args.length(i));
            int register = HyperLogLogFormat.register(hash);
            if (DenseRegisters.raise(dense.bytes(), dense.offset(), register, HyperLogLogFormat.zeros(hash))) {
                raised++;
            }
        }
        if (raised > 0) {
            HyperLogLogFormat.invalidateCount(dense.bytes(), dense.offset());
        }
        return raised;
    }

    /** Adds to a sparse one, or a new one, which is a change even without elements; -1 if it is damaged. */
    private static int add(Entry entry, @Nullable StringValue string, Args args, CommandContext context) {
        if (string != null && HyperLogLog.isTooLong(string)) {
            return -1;
        }
        HyperLogLog edited = HyperLogLog.lift(
                context.databases().workspace(),
                string,
                context.databases().limits().hllSparseMaxBytes());
        int raised = string == null ? 1 : 0;
        for (int i = FIRST_ELEMENT; i < args.count(); i++) {
            long hash = HyperLogLogFormat.hash(args.bytes(), args.offset(i), args.length(i));
            int one = edited.raise(HyperLogLogFormat.register(hash), HyperLogLogFormat.zeros(hash));
            if (one < 0) {
                return -1;
            }
            raised += one;
        }
        if (raised > 0) {
            edited.invalidateCount();
            edited.store(entry);
        } else {
            // Redis has made it ready to be changed, which OBJECT ENCODING shows.
            entry.edit(0);
        }
        return raised;
    }
}
