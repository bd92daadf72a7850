package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.pattern;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.ScanCursor;
import io.cairn.engine.resp.Args;

/**
 * {@code SCAN cursor [MATCH pattern] [COUNT count] [TYPE type]}: some keys, and where to go on. A key that is there from
 * the first call to the last is listed at least once, whatever happens to the others.
 */
public final class Scan implements Command {
    private static final CommandSpec SPEC = command("SCAN")
            .summary("Lists some of the keys, and where to go on.")
            .complexity("O(1) for a call, O(N) for a whole run over N keys")
            .since("2.8.0")
            .group(Group.GENERIC)
            .arity(-2)
            .flags(Flag.READONLY)
            .categories(AclCategory.KEYSPACE)
            .arguments(
                    integer("cursor"),
                    pattern("pattern").after("MATCH").optional(),
                    integer("count").after("COUNT").optional(),
                    string("type").after("TYPE").since("6.0.0").optional())
            .tips("nondeterministic_output", "request_policy:special", "response_policy:special")
            .build();

    private static final long DEFAULT_COUNT = 10;
    private static final long INVALID = -1;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!ScanCursor.isCursor(args, 1)) {
            context.reply().error(CommandError.INVALID_CURSOR);
            return;
        }
        KeyListing listing = new KeyListing();
        long count = options(args, listing, context);
        if (count == INVALID) {
            return;
        }
        long cursor = ScanCursor.toLong(args, 1);
        long next = listing.count(context.keyspace(), cursor, count);
        context.reply().array(2);
        context.reply().bulkLong(next);
        listing.write(context.keyspace(), cursor, count, context.reply());
    }

    /** Reads the options and returns the count; {@link #INVALID} after an error reply. */
    private static long options(Args args, KeyListing listing, CommandContext context) {
        long count = DEFAULT_COUNT;
        for (int i = 2; i < args.count(); i += 2) {
            boolean hasValue = i + 1 < args.count();
            if (hasValue && args.isWord(i, "COUNT")) {
                if (!args.isLong(i + 1)) {
                    context.reply().error(CommandError.NOT_AN_INTEGER);
                    return INVALID;
                }
                count = args.toLong(i + 1);
            } else if (hasValue && args.isWord(i, "MATCH")) {
                listing.match(args, i + 1);
            } else if (hasValue && args.isWord(i, "TYPE")) {
                listing.ofType(args, i + 1);
            } else {
                count = INVALID;
            }
            if (count < 1) {
                context.reply().error(CommandError.SYNTAX);
                return INVALID;
            }
        }
        return count;
    }
}
