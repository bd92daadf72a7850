package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;

/** {@code XRANGE key start end [COUNT count]} and {@code XREVRANGE key end start [COUNT count]}: entries by their ids. */
final class StreamRange implements Command {
    private static final CommandSpec RANGE = command("XRANGE")
            .summary("Returns the entries between two ids.")
            .complexity("O(log N+M) where M is the number of entries returned.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-4)
            .flags(READONLY)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    string("start"),
                    string("end"),
                    integer("count").after("COUNT").optional())
            .build();

    private static final CommandSpec REVERSE = command("XREVRANGE")
            .summary("Returns the entries between two ids, the last one first.")
            .complexity("O(log N+M) where M is the number of entries returned.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-4)
            .flags(READONLY)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    string("end"),
                    string("start"),
                    integer("count").after("COUNT").optional())
            .build();

    private static final long ALL = -1;

    private final CommandSpec spec;
    private final boolean reverse;
    private final StreamId start = new StreamId();
    private final StreamId end = new StreamId();
    private long count;

    private StreamRange(CommandSpec spec, boolean reverse) {
        this.spec = spec;
        this.reverse = reverse;
    }

    static Command xrange() {
        return new StreamRange(RANGE, false);
    }

    static Command xrevrange() {
        return new StreamRange(REVERSE, true);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!IdArgument.readStart(args, reverse ? 3 : 2, context, start)
                || !IdArgument.readEnd(args, reverse ? 2 : 3, context, end)
                || !readCount(args, context)) {
            return;
        }
        ReplyWriter reply = context.reply();
        StreamValue stream = context.readCollection(args, 1, StreamValue.class);
        if (stream == null) {
            return;
        }
        if (stream.isEmpty()) {
            reply.array(0);
        } else if (count == 0) {
            reply.nullArray();
        } else if (reverse) {
            new EntryReply(reply).rangeBack(stream.stream(), start, end, Math.max(0, count));
        } else {
            new EntryReply(reply).range(stream.stream(), start, end, Math.max(0, count));
        }
    }

    private boolean readCount(Args args, CommandContext context) {
        count = ALL;
        for (int i = 4; i < args.count(); i += 2) {
            if (!args.isWord(i, "COUNT") || i + 1 == args.count()) {
                context.reply().error(CommandError.SYNTAX);
                return false;
            }
            if (!args.isLong(i + 1)) {
                context.reply().error(CommandError.NOT_AN_INTEGER);
                return false;
            }
            count = Math.max(0, args.toLong(i + 1));
        }
        return true;
    }
}
