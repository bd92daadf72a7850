package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
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

/** {@code COPY source destination [DB destination-db] [REPLACE]}: sets a key to what another holds, with its expiry. */
public final class Copy implements Command {
    private static final CommandSpec SPEC = command("COPY")
            .summary("Sets a key to a copy of what another key holds.")
            .complexity("O(N) for a value of N elements; O(1) for a string")
            .since("6.2.0")
            .group(Group.GENERIC)
            .arity(-3)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.KEYSPACE)
            .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS), keyAt(2, KeyFlag.OW, KeyFlag.UPDATE))
            .arguments(
                    key("source", 0),
                    key("destination", 1),
                    integer("destination-db").after("DB").optional(),
                    optionalToken("REPLACE"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        int database = context.session().database();
        boolean replace = false;
        for (int i = 3; i < args.count(); i++) {
            if (args.isWord(i, "REPLACE")) {
                replace = true;
            } else if (args.isWord(i, "DB") && i + 1 < args.count()) {
                i++;
                database = DatabaseIndex.read(args, i, context);
                if (database == DatabaseIndex.INVALID) {
                    return;
                }
            } else {
                context.reply().error(CommandError.SYNTAX);
                return;
            }
        }
        if (database != context.session().database()) {
            context.reachEverywhere();
        }
        if (database == context.session().database() && args.areEqual(1, 2)) {
            context.reply().error(CommandError.SAME_OBJECT);
        } else {
            context.reply().integer(copy(args, database, replace, context) ? 1 : 0);
        }
    }

    private static boolean copy(Args args, int database, boolean replace, CommandContext context) {
        Entry source = context.read(args, 1);
        if (!source.exists()) {
            return false;
        }
        DetachedValue value = source.detach();
        Keyspace target = context.databases().keyspace(database);
        Entry destination = target.entry(args.bytes(), args.offset(2), args.length(2));
        if (destination.exists() && !replace) {
            return false;
        }
        destination.put(value.copy(context.databases().epoch()), value.expireAtMs());
        return true;
    }
}
