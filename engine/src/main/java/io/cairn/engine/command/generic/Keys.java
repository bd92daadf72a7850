package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.pattern;
import static io.cairn.engine.command.CommandSpec.command;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.resp.Args;

/** {@code KEYS pattern}: all keys that match, at once. */
public final class Keys implements Command {
    private static final CommandSpec SPEC = command("KEYS")
            .summary("Lists all keys that match a pattern.")
            .complexity("O(N) for N keys in the database")
            .since("1.0.0")
            .group(Group.GENERIC)
            .arity(2)
            .flags(Flag.READONLY)
            .categories(AclCategory.DANGEROUS, AclCategory.KEYSPACE)
            .arguments(pattern("pattern"))
            .tips("request_policy:all_shards", "nondeterministic_output_order")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Keyspace keyspace = context.keyspace();
        KeyListing listing = new KeyListing();
        listing.match(args, 1);
        listing.count(keyspace, 0, Long.MAX_VALUE);
        listing.write(keyspace, 0, Long.MAX_VALUE, context.reply());
    }
}
