package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;
import static io.cairn.engine.command.KeySpec.keysFrom;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** {@code PFMERGE destkey [sourcekey ...]}: adds to a HyperLogLog what others have. */
public final class PfMerge implements Command {
    private static final CommandSpec SPEC = command("PFMERGE")
            .summary("Adds to the HyperLogLog that a key holds the elements of others.")
            .complexity("O(N) where N is the number of keys, with a large constant.")
            .since("2.8.9")
            .group(Group.HYPERLOGLOG)
            .arity(-2)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.HYPERLOGLOG)
            .keys(keyAt(1, RW, ACCESS, INSERT), keysFrom(2, 1, RO, ACCESS))
            .arguments(key("destkey", 0), key("sourcekey", 1).multiple().optional())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        byte[] registers = new byte[HyperLogLogFormat.REGISTERS];
        boolean dense = false;
        for (int i = 1; i < args.count(); i++) {
            Value value = context.read(args, i).value();
            if (value == null) {
                continue;
            }
            StringValue string = HyperLogLog.require(value, context.reply());
            if (string == null) {
                return;
            }
            dense |= HyperLogLogFormat.isDense(string);
            if (!HyperLogLog.mergeInto(registers, string)) {
                context.reply().error(HyperLogLog.DAMAGED);
                return;
            }
        }
        store(registers, dense, args, context);
        context.reply().ok();
    }

    /** The destination was among those merged, so it is a sound one if it is there. */
    private static void store(byte[] registers, boolean dense, Args args, CommandContext context) {
        Entry entry = context.entry(args, 1);
        StringValue string = entry.value() instanceof StringValue present ? present : null;
        HyperLogLog edited = HyperLogLog.lift(
                context.databases().workspace(),
                string,
                context.databases().limits().hllSparseMaxBytes());
        if (dense) {
            edited.makeDense();
        }
        for (int i = 0; i < registers.length; i++) {
            if (registers[i] > 0) {
                edited.raise(i, registers[i]);
            }
        }
        edited.invalidateCount();
        edited.store(entry);
        entry.changed(1);
    }
}
