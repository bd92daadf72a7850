package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keysFrom;

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

/**
 * {@code PFCOUNT key [key ...]}: how many different elements HyperLogLogs have together. The count of one is kept in its
 * string until it changes: a change of the data by a command that only reads, which goes to the journal by itself.
 */
public final class PfCount implements Command {
    private static final CommandSpec SPEC = command("PFCOUNT")
            .summary("Estimates how many different elements the HyperLogLogs that keys hold have together.")
            .complexity("O(1) for one key whose count is known; else O(N) where N is the number of keys.")
            .since("2.8.9")
            .group(Group.HYPERLOGLOG)
            .arity(-2)
            .flags(READONLY)
            .categories(AclCategory.HYPERLOGLOG)
            .keys(keysFrom(1, 1, RW, ACCESS))
            .arguments(key("key", 0).multiple())
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (args.count() > 2) {
            countUnion(args, context);
        } else {
            countOne(args, context);
        }
    }

    private static void countUnion(Args args, CommandContext context) {
        byte[] registers = new byte[HyperLogLogFormat.REGISTERS];
        for (int i = 1; i < args.count(); i++) {
            Value value = context.read(args, i).value();
            if (value == null) {
                continue;
            }
            StringValue string = HyperLogLog.require(value, context.reply());
            if (string == null) {
                return;
            }
            if (!HyperLogLog.mergeInto(registers, string)) {
                context.reply().error(HyperLogLog.DAMAGED);
                return;
            }
        }
        int[] histogram = new int[Cardinality.HISTOGRAM_LENGTH];
        for (byte register : registers) {
            histogram[register]++;
        }
        context.reply().integer(Cardinality.estimate(histogram));
    }

    private static void countOne(Args args, CommandContext context) {
        Entry entry = context.read(args, 1);
        Value value = entry.value();
        if (value == null) {
            context.reply().integer(0);
            return;
        }
        StringValue string = HyperLogLog.require(value, context.reply());
        if (string == null) {
            return;
        }
        if (HyperLogLogFormat.isCountValid(string)) {
            context.reply().integer(HyperLogLogFormat.count(string));
            return;
        }
        long count = HyperLogLog.count(string, new int[Cardinality.HISTOGRAM_LENGTH]);
        if (count == -1) {
            context.reply().error(HyperLogLog.DAMAGED);
            return;
        }
        if (context.isWritable()) {
            StringEdit edited = entry.edit(0);
            HyperLogLogFormat.putCount(edited, count);
            entry.changed(1);
            context.effects().command(2).word("PFCOUNT").arg(args, 1);
        }
        context.reply().integer(count);
    }
}
