package io.cairn.engine.command.string;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** {@code INCR}, {@code DECR}, {@code INCRBY}, {@code DECRBY}: add to a string that is a whole number. */
public final class Increment implements Command {
    private final CommandSpec spec;
    private final int sign;

    private Increment(CommandSpec spec, int sign) {
        this.spec = spec;
        this.sign = sign;
    }

    public static Increment incr() {
        return new Increment(byOne("INCR", "Adds one to the number that a key holds."), 1);
    }

    public static Increment decr() {
        return new Increment(byOne("DECR", "Takes one from the number that a key holds."), -1);
    }

    public static Increment incrBy() {
        return new Increment(byAmount("INCRBY", "increment", "Adds to the number that a key holds."), 1);
    }

    public static Increment decrBy() {
        return new Increment(byAmount("DECRBY", "decrement", "Takes from the number that a key holds."), -1);
    }

    private static CommandSpec byOne(String name, String summary) {
        return declare(name, summary).arity(2).arguments(key("key", 0)).build();
    }

    private static CommandSpec byAmount(String name, String amount, String summary) {
        return declare(name, summary)
                .arity(3)
                .arguments(key("key", 0), integer(amount))
                .build();
    }

    private static CommandSpec.Builder declare(String name, String summary) {
        return command(name)
                .summary(summary + " A missing key counts as 0.")
                .complexity("O(1)")
                .since("1.0.0")
                .group(Group.STRING)
                .flags(DENYOOM, FAST, WRITE)
                .categories(AclCategory.STRING)
                .keys(keyAt(1, RW, ACCESS, UPDATE));
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        long amount = sign;
        if (args.count() == 3) {
            if (!args.isLong(2)) {
                context.reply().error(CommandError.NOT_AN_INTEGER);
                return;
            }
            if (sign < 0 && args.toLong(2) == Long.MIN_VALUE) {
                context.reply().error("ERR decrement would overflow");
                return;
            }
            amount = sign * args.toLong(2);
        }
        add(context.entry(args, 1), amount, context);
    }

    private static void add(Entry entry, long amount, CommandContext context) {
        Value value = entry.value();
        if (value == null) {
            entry.changeToInteger(amount);
            context.reply().integer(amount);
        } else if (!(value instanceof StringValue string)) {
            context.reply().error(CommandError.WRONG_TYPE);
        } else if (!string.isNumeric()) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
        } else {
            addToNumber(entry, string.parse(), amount, context);
        }
    }

    private static void addToNumber(Entry entry, long present, long amount, CommandContext context) {
        long sum = present + amount;
        if (((present ^ sum) & (amount ^ sum)) < 0) {
            context.reply().error(CommandError.OVERFLOW);
            return;
        }
        entry.changeToInteger(sum);
        context.reply().integer(sum);
    }
}
