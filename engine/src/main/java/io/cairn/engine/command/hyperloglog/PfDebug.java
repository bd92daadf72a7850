package io.cairn.engine.command.hyperloglog;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.ADMIN;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.util.Objects;

/** {@code PFDEBUG GETREG | DECODE | ENCODING | TODENSE key}: looks inside a HyperLogLog. */
public final class PfDebug implements Command {
    private static final CommandSpec SPEC = command("PFDEBUG")
            .summary("Looks inside the HyperLogLog that a key holds, for who works on HyperLogLogs.")
            .complexity("O(N) where N is the number of registers.")
            .since("2.8.9")
            .group(Group.HYPERLOGLOG)
            .arity(3)
            .flags(ADMIN, DENYOOM, WRITE)
            .categories(AclCategory.HYPERLOGLOG)
            .keys(keyAt(2, RW, ACCESS))
            .arguments(string("subcommand"), key("key", 0))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        Entry entry = context.entry(args, 2);
        Value value = entry.value();
        if (value == null) {
            reply.error("ERR The specified key does not exist");
            return;
        }
        StringValue string = HyperLogLog.require(value, reply);
        if (string == null) {
            return;
        }
        boolean dense = HyperLogLogFormat.isDense(string);
        if (args.isWord(1, "GETREG")) {
            replyRegisters(dense, entry, context);
        } else if (args.isWord(1, "DECODE")) {
            if (dense) {
                reply.error("ERR HLL encoding is not sparse");
            } else {
                reply.bulk(SparseRegisters.describe(string.bytes(), string.offset(), string.length()));
            }
        } else if (args.isWord(1, "ENCODING")) {
            reply.simple(dense ? "dense" : "sparse");
        } else if (args.isWord(1, "TODENSE")) {
            if (dense || makeDense(entry, context)) {
                reply.integer(dense ? 0 : 1);
            }
        } else {
            reply.error("ERR Unknown PFDEBUG subcommand '" + args.textToNul(1) + "'");
        }
        // Redis has made it ready to be changed, whatever it was asked for, which OBJECT ENCODING shows.
        entry.edit(0);
    }

    private static void replyRegisters(boolean dense, Entry entry, CommandContext context) {
        if (dense || makeDense(entry, context)) {
            StringValue string = (StringValue) Objects.requireNonNull(entry.value());
            context.reply().array(HyperLogLogFormat.REGISTERS);
            for (int i = 0; i < HyperLogLogFormat.REGISTERS; i++) {
                context.reply().integer(DenseRegisters.get(string.bytes(), string.offset(), i));
            }
        }
    }

    /** Makes a sparse one dense; false after the error reply that it is damaged. */
    private static boolean makeDense(Entry entry, CommandContext context) {
        StringValue string = entry.value() instanceof StringValue present ? present : null;
        if (string == null || HyperLogLog.isTooLong(string)) {
            context.reply().error(HyperLogLog.DAMAGED);
            return false;
        }
        HyperLogLog edited = HyperLogLog.lift(context.databases().workspace(), string, 0);
        if (!edited.makeDense()) {
            context.reply().error(HyperLogLog.DAMAGED);
            return false;
        }
        edited.store(entry);
        entry.changed(1);
        return true;
    }
}
