package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Effects;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.SetValue;

/**
 * {@code SPOP key [count]}: takes members picked at random out of a set.
 *
 * <p>The journal gets what was taken, or that the key is gone: a replay picks others.
 */
public final class Pop implements Command {
    private static final CommandSpec SPEC = command("SPOP")
            .summary("Takes members picked at random out of a set.")
            .complexity("O(1) for each member taken")
            .since("1.0.0")
            .group(Group.SET)
            .arity(-2)
            .flags(FAST, WRITE)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RW, ACCESS, DELETE))
            .arguments(key("key", 0), integer("count").since("3.2.0").optional())
            .tips("nondeterministic_output")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    /** So many members one command of the journal removes at most. */
    private static final int MEMBERS_PER_REMOVAL = 1024;

    @Override
    public void execute(Args args, CommandContext context) {
        if (args.count() > 3) {
            context.reply().error(CommandError.SYNTAX);
        } else if (args.count() == 3) {
            popSome(args, context);
        } else {
            popOne(args, context);
        }
    }

    private static void popOne(Args args, CommandContext context) {
        SetValue set = context.collection(args, 1, SetValue.class);
        if (set == null) {
            return;
        }
        if (set.isEmpty()) {
            context.reply().nullValue();
            return;
        }
        Element member = set.random();
        context.reply().bulk(member);
        context.effects().command(3).word("SREM").arg(args, 1).element(member);
        set.remove(member);
    }

    private static void popSome(Args args, CommandContext context) {
        if (!args.isLong(2) || args.toLong(2) < 0) {
            context.reply().error("ERR value is out of range, must be positive");
            return;
        }
        SetValue set = context.collection(args, 1, SetValue.class);
        if (set == null) {
            return;
        }
        long count = Math.min(args.toLong(2), set.size());
        if (count == set.size()) {
            popAll(set, args, context);
            return;
        }
        context.reply().set((int) count);
        for (long left = count; left > 0; left -= MEMBERS_PER_REMOVAL) {
            take(set, (int) Math.min(left, MEMBERS_PER_REMOVAL), args, context);
        }
    }

    /** The journal gets all of it before the reply does, which may turn out not to fit into memory. */
    private static void take(SetValue set, int count, Args args, CommandContext context) {
        byte[][] taken = new byte[count][];
        Effects effects = context.effects().command(2 + count).word("SREM").arg(args, 1);
        for (int i = 0; i < count; i++) {
            Element member = set.random();
            taken[i] = member.copy();
            effects.element(member);
            set.remove(member);
        }
        for (byte[] member : taken) {
            context.reply().bulk(member);
        }
    }

    private static void popAll(SetValue set, Args args, CommandContext context) {
        Members.write(set, context.reply());
        if (!set.isEmpty()) {
            context.entry(args, 1).remove();
            context.effects().command(2).word("DEL").arg(args, 1);
        }
    }
}
