package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.BLOCKING;
import static io.cairn.engine.command.Flag.MOVABLEKEYS;
import static io.cairn.engine.command.Flag.WRITE;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.PendingCursor;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;

/**
 * {@code XREADGROUP GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...] id [id ...]}: gives a consumer
 * the entries that the group was not given yet ({@code >}), or those behind an id that are pending with it once more.
 */
final class StreamReadGroup implements Command {
    private static final CommandSpec SPEC = command("XREADGROUP")
            .summary("Gives a consumer of a group the next entries, or those pending with it once more.")
            .complexity("O(M*log N) for each stream, where M is the number of entries returned.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-7)
            .flags(BLOCKING, MOVABLEKEYS, WRITE)
            .categories(AclCategory.STREAM)
            .keys(StreamKeys.behindStreams(4))
            .arguments(
                    block("group-block", string("group"), string("consumer")).after("GROUP"),
                    integer("count").after("COUNT").optional(),
                    integer("milliseconds").after("BLOCK").optional(),
                    token("NOACK").optional(),
                    block("streams", key("key", 0).multiple(), string("id").multiple())
                            .after("STREAMS"))
            .build();

    private static final String MEANINGLESS = " ID is meaningless in the context of XREADGROUP: you want to read the"
            + " history of this consumer by specifying a proper ID, or use the > ID to get new messages. The ";

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReadOptions options = new ReadOptions(true);
        if (!options.parse(args, context)) {
            return;
        }
        StreamId[] ids = new StreamId[options.streams()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = new StreamId();
            if (!check(args, options, i, context) || !readId(args, options, i, context, ids[i])) {
                return;
            }
        }
        ReplyWriter reply = context.reply();
        int from = reply.length();
        int served = 0;
        for (int i = 0; i < ids.length; i++) {
            served += serve(args, options, i, ids[i], context) ? 1 : 0;
        }
        // Nobody waits here: if there is nothing, BLOCK ends as if its time had passed.
        new EntryReply(reply).streams(from, served);
    }

    /** Whether key number {@code i} is a stream with the group; replies with an error if not. */
    private static boolean check(Args args, ReadOptions options, int i, CommandContext context) {
        int keyIndex = options.firstKey() + i;
        StreamValue stream = context.readCollection(args, keyIndex, StreamValue.class);
        if (stream == null) {
            return false;
        }
        if (Groups.find(stream, args, options.groupIndex()) == null) {
            context.reply()
                    .error(StreamErrors.noGroup(args, keyIndex, options.groupIndex())
                            + " in XREADGROUP with GROUP option");
            return false;
        }
        return true;
    }

    /** Reads an id; the greatest one stands for {@code >}. */
    private static boolean readId(Args args, ReadOptions options, int i, CommandContext context, StreamId into) {
        int index = options.firstKey() + options.streams() + i;
        String text = args.textToNul(index);
        switch (text) {
            case ">" -> into.setGreatest();
            case "$", "+" -> {
                context.reply()
                        .error("ERR The " + text + MEANINGLESS + text + " ID would just return an empty result set.");
                return false;
            }
            default -> {
                return IdArgument.read(args, index, context, into);
            }
        }
        return true;
    }

    private static boolean serve(Args args, ReadOptions options, int i, StreamId behind, CommandContext context) {
        int keyIndex = options.firstKey() + i;
        StreamValue stream = context.entry(args, keyIndex).collection(StreamValue.class);
        StreamGroup group = stream == null ? null : Groups.find(stream, args, options.groupIndex());
        if (stream == null || group == null) {
            return false;
        }
        GroupChange change =
                new GroupChange(stream, group, args, context, keyIndex, options.groupIndex(), options.groupIndex() + 1);
        boolean next = behind.isGreatest();
        boolean served = !next || isBehind(stream.stream(), group);
        try {
            if (served) {
                new EntryReply(context.reply()).stream(args, keyIndex);
            }
            if (served && next) {
                giveNext(stream.stream(), change, options, context);
            } else if (served) {
                behind.increment();
                giveAgain(stream.stream(), change, behind, options.count(), context);
            }
        } finally {
            change.finish();
        }
        return served;
    }

    private static boolean isBehind(LargeStream stream, StreamGroup group) {
        StreamCursor last = new StreamCursor();
        return last.seekLast(stream) && last.id().compare(group.lastId()) > 0;
    }

    private static void giveNext(LargeStream stream, GroupChange change, ReadOptions options, CommandContext context) {
        ReplyWriter reply = context.reply();
        EntryReply entries = new EntryReply(reply);
        StreamCursor cursor = new StreamCursor();
        StreamId start = new StreamId();
        start.set(change.group().lastId());
        start.increment();
        int from = reply.length();
        int written = 0;
        boolean more = cursor.seek(stream, start);
        while (more && (options.count() == 0 || written < options.count())) {
            entries.entry(cursor);
            written++;
            change.advance(cursor.id());
            if (!options.isWithoutPending()) {
                change.deliver(cursor.id(), context.nowMs(), 1);
                change.noteActive();
            }
            more = cursor.next();
        }
        reply.arrayAt(from, written);
    }

    private static void giveAgain(
            LargeStream stream, GroupChange change, StreamId start, long count, CommandContext context) {
        ReplyWriter reply = context.reply();
        EntryReply entries = new EntryReply(reply);
        StreamCursor cursor = new StreamCursor();
        PendingCursor pending = new PendingCursor();
        StreamId id = new StreamId();
        id.set(start);
        int from = reply.length();
        int written = 0;
        while ((count == 0 || written < count) && pending.seek(change.group(), change.consumer(), id)) {
            id.set(pending.id());
            if (cursor.find(stream, id)) {
                entries.entry(cursor);
                change.deliver(id, context.nowMs(), GroupChange.oneMore(pending.deliveries()));
            } else {
                entries.deleted(id);
            }
            written++;
            if (!id.increment()) {
                break;
            }
        }
        reply.arrayAt(from, written);
    }
}
