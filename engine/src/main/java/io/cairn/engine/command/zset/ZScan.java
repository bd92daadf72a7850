package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.pattern;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ElementScan;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.SortedSetValue;

/**
 * {@code ZSCAN key cursor [MATCH pattern] [COUNT count]}: some members with their scores, and where to go on; a compact
 * set at once. A member that is there from the first call to the last is listed at least once.
 */
public final class ZScan implements Command {
    private static final CommandSpec SPEC = SortedSetDeclarations.declare("ZSCAN")
            .summary("Lists some of the members with their scores, and where to go on.")
            .complexity("O(1) for a call, O(N) for a whole run over N members")
            .since("2.8.0")
            .arity(-3)
            .flags(Flag.READONLY)
            .keys(keyAt(1, KeyFlag.RO, KeyFlag.ACCESS))
            .arguments(
                    SortedSetDeclarations.KEY,
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
                SortedSetValue.class,
                set -> (cursor, count, listing) -> set.scan(cursor, count, listing::add));
    }
}
