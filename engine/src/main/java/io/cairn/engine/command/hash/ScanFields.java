package io.cairn.engine.command.hash;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.optionalToken;
import static io.cairn.engine.command.ArgSpec.pattern;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ElementScan;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.HashValue;

/**
 * {@code HSCAN key cursor [MATCH pattern] [COUNT count] [NOVALUES]}: some fields of a hash, their values, and where to go on.
 */
public final class ScanFields implements Command {
    private static final CommandSpec SPEC = command("HSCAN")
            .summary("Lists some of the fields of a hash, and where to go on.")
            .complexity("O(1) for a call, O(N) for a whole run over N fields")
            .since("2.8.0")
            .group(Group.HASH)
            .arity(-3)
            .flags(READONLY)
            .categories(AclCategory.HASH)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    integer("cursor"),
                    pattern("pattern").after("MATCH").optional(),
                    integer("count").after("COUNT").optional(),
                    optionalToken("NOVALUES"))
            .tips("nondeterministic_output")
            .build();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ElementScan.reply(
                args,
                context,
                HashValue.class,
                hash -> (cursor, count, listing) -> hash.scan(cursor, count, listing::add));
    }
}
