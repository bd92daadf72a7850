package io.cairn.engine.command.set;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
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
import io.cairn.engine.value.SetValue;

/** {@code SSCAN key cursor [MATCH pattern] [COUNT count]}: some members of a set, and where to go on. */
public final class ScanMembers implements Command {
    private static final CommandSpec SPEC = command("SSCAN")
            .summary("Lists some of the members of a set, and where to go on.")
            .complexity("O(1) for a call, O(N) for a whole run over N members")
            .since("2.8.0")
            .group(Group.SET)
            .arity(-3)
            .flags(READONLY)
            .categories(AclCategory.SET)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    integer("cursor"),
                    pattern("pattern").after("MATCH").optional(),
                    integer("count").after("COUNT").optional())
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
                SetValue.class,
                set -> (cursor, count, listing) -> set.scan(cursor, count, member -> listing.add(member, null)));
    }
}
