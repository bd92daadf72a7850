package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Listpack;
import io.cairn.engine.value.FieldWalk;
import io.cairn.engine.value.HashValue;

/** {@code HGETALL}, {@code HKEYS}, {@code HVALS key}: all fields of a hash with their values, or only one of the two. */
public final class ListFields implements Command {
    private final CommandSpec spec;
    private final boolean names;
    private final boolean values;

    private ListFields(CommandSpec spec, boolean names, boolean values) {
        this.spec = spec;
        this.names = names;
        this.values = values;
    }

    public static ListFields all() {
        return new ListFields(declare("HGETALL", "Returns all fields of a hash and their values."), true, true);
    }

    public static ListFields names() {
        return new ListFields(declare("HKEYS", "Returns the names of all fields of a hash."), true, false);
    }

    public static ListFields values() {
        return new ListFields(declare("HVALS", "Returns the values of all fields of a hash."), false, true);
    }

    private static CommandSpec declare(String name, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(N) for a hash of N fields")
                .since("2.0.0")
                .group(Group.HASH)
                .arity(2)
                .flags(READONLY)
                .categories(AclCategory.HASH)
                .keys(keyAt(1, RO, ACCESS))
                .arguments(key("key", 0))
                .tips("nondeterministic_output_order")
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.readCollection(args, 1, HashValue.class);
        if (hash == null) {
            return;
        }
        ReplyWriter reply = context.reply();
        int size = (int) hash.size();
        if (names && values) {
            reply.map(size);
        } else {
            reply.array(size);
        }
        if (names && values && hash.isCompact() && !hash.isExpiring()) {
            reply.entries(hash.packedBytes(), Listpack.first(hash.packedStart()), 2 * size);
            return;
        }
        for (FieldWalk walk = hash.walk(); walk.next(); ) {
            if (names) {
                reply.bulk(walk.name());
            }
            if (values) {
                reply.bulk(walk.value());
            }
        }
    }
}
