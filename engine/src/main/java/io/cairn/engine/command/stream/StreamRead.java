package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.BLOCKING;
import static io.cairn.engine.command.Flag.MOVABLEKEYS;
import static io.cairn.engine.command.Flag.READONLY;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;

/**
 * {@code XREAD [COUNT count] [BLOCK milliseconds] STREAMS key [key ...] id [id ...]}: the entries of streams behind ids. {@code $} is the
 * last id of a stream, {@code +} the one before its last entry.
 */
final class StreamRead implements Command {
    private static final CommandSpec SPEC = command("XREAD")
            .summary("Returns the entries of streams behind given ids.")
            .complexity("O(log N+M) for each stream, where M is the number of entries returned.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-4)
            .flags(BLOCKING, MOVABLEKEYS, READONLY)
            .categories(AclCategory.STREAM)
            .keys(StreamKeys.behindStreams(1))
            .arguments(
                    integer("count").after("COUNT").optional(),
                    integer("milliseconds").after("BLOCK").optional(),
                    block("streams", key("key", 0).multiple(), string("id").multiple())
                            .after("STREAMS"))
            .build();

    private final ReadOptions options = new ReadOptions(false);

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!options.parse(args, context)) {
            return;
        }
        StreamId[] ids = new StreamId[options.streams()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = new StreamId();
            StreamValue stream = context.readCollection(args, options.firstKey() + i, StreamValue.class);
            if (stream == null || !readId(args, options.firstKey() + ids.length + i, stream, context, ids[i])) {
                return;
            }
        }
        ReplyWriter reply = context.reply();
        int from = reply.length();
        int served = 0;
        for (int i = 0; i < ids.length; i++) {
            served += serve(args, options.firstKey() + i, ids[i], options.count(), context) ? 1 : 0;
        }
        // Nobody waits here: if there is nothing, BLOCK ends as if its time had passed.
        new EntryReply(reply).streams(from, served);
    }

    private static boolean readId(Args args, int index, StreamValue stream, CommandContext context, StreamId into) {
        String text = args.textToNul(index);
        switch (text) {
            case "$" ->
                into.set(stream.isEmpty() ? new StreamId() : stream.stream().lastId());
            case "+" -> {
                StreamCursor cursor = new StreamCursor();
                if (!stream.isEmpty() && cursor.seekLast(stream.stream())) {
                    into.set(cursor.id());
                    into.decrement();
                }
            }
            case ">" -> {
                context.reply()
                        .error("ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group>"
                                + " <consumer> option.");
                return false;
            }
            default -> {
                return IdArgument.read(args, index, context, into);
            }
        }
        return true;
    }

    /** Writes the entries of a stream behind an id; returns whether there are any. */
    private static boolean serve(Args args, int keyIndex, StreamId behind, long count, CommandContext context) {
        StreamValue stream = context.peek(args, keyIndex).collection(StreamValue.class);
        StreamCursor last = new StreamCursor();
        if (stream == null
                || stream.size() == 0
                || !last.seekLast(stream.stream())
                || last.id().compare(behind) <= 0) {
            return false;
        }
        EntryReply entries = new EntryReply(context.reply());
        entries.stream(args, keyIndex);
        behind.increment();
        entries.range(stream.stream(), behind, new StreamId(-1, -1), count);
        return true;
    }
}
