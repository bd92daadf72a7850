package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
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
import io.cairn.engine.value.HashValue;

/** {@code HGET key field}: the value of a field of a hash. */
public final class GetField implements Command {
    private static final CommandSpec SPEC = command("HGET")
            .summary("Returns the value of a field of a hash.")
            .complexity("O(1)")
            .since("2.0.0")
            .group(Group.HASH)
            .arity(3)
            .flags(FAST, READONLY)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(key("key", 0), string("field"))
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        HashValue hash = context.readCollection(args, 1, HashValue.class);
        if (hash != null) {
            reply(hash, args, 2, context.reply());
        }
    }

    /** Replies with the value of the field that argument {@code index} names; returns whether there is one. */
    static boolean reply(HashValue hash, Args args, int index, ReplyWriter reply) {
        boolean found = hash.find(args.bytes(), args.offset(index), args.length(index));
        if (found) {
            reply.bulk(hash.value());
        } else {
            reply.nullValue();
        }
        return found;
    }
}
