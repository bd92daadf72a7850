package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.resp.Args;

/** {@code MOVE key db}: takes a key, with its expiry, to another database, unless it is there too. */
public final class Move implements Command {
    private static final CommandSpec SPEC = command("MOVE")
            .summary("Takes a key to another database.")
            .complexity("O(1)")
            .since("1.0.0")
            .group(Group.GENERIC)
            .arity(3)
            .flags(FAST, WRITE)
            .categories(AclCategory.KEYSPACE)
            .keys(keyAt(1, KeyFlag.RW, KeyFlag.ACCESS, KeyFlag.UPDATE))
            .arguments(key("key", 0), integer("db"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int database = DatabaseIndex.read(args, 2, context);
        if (database == DatabaseIndex.INVALID) {
            return;
        }
        if (database == context.session().database()) {
            context.reply().error(CommandError.SAME_OBJECT);
            return;
        }
        context.reachEverywhere();
        Keyspace target = context.databases().keyspace(database);
        context.reply().integer(move(context.entry(args, 1), target, args) ? 1 : 0);
    }

    private static boolean move(Entry source, Keyspace target, Args args) {
        if (!source.exists()) {
            return false;
        }
        Entry destination = target.entry(args.bytes(), args.offset(1), args.length(1));
        if (destination.exists()) {
            return false;
        }
        DetachedValue value = source.detach();
        destination.put(value, value.expireAtMs());
        source.remove();
        return true;
    }
}
