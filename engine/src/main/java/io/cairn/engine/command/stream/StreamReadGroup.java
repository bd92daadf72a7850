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

    private final ReadOptions options = new ReadOptions(true);
    private final StreamId behind = new StreamId();
    private final StreamCursor cursor = new StreamCursor();

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!options.parse(args, context)) {
            return;
        }
        for (int i = 0; i < options.streams(); i++) {
            if (!check(args, i, context) || !readId(args, i, context)) {
                return;
            }
        }
        EntryReply entries = new EntryReply(context.reply());
        int from = context.reply().length();
        int served = 0;
        for (int i = 0; i < options.streams(); i++) {
            served += readId(args, i, context) && serve(args, i, entries, context) ? 1 : 0;
        }
        // Nobody waits here: if there is nothing, BLOCK ends as if its time had passed.
        entries.streams(from, served);
    }

    /** Whether key number {@code i} is a stream with the group; replies with an error if not. */
    private boolean check(Args args, int i, CommandContext context) {
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

    /** Reads id number {@code i}; the greatest one stands for {@code >}. False after an error reply. */
    private boolean readId(Args args, int i, CommandContext context) {
        int index = options.firstKey() + options.streams() + i;
        if (IdArgument.isSign(args, index, '>')) {
            behind.setGreatest();
            return true;
        }
        if (IdArgument.isSign(args, index, '$') || IdArgument.isSign(args, index, '+')) {
            String sign = args.textToNul(index);
            context.reply()
                    .error("ERR The " + sign + MEANINGLESS + sign + " ID would just return an empty result set.");
            return false;
        }
        return IdArgument.read(args, index, context, behind);
    }

    /** Writes the entries of key number {@code i}, {@link #behind} an id; returns whether there is anything to write. */
    private boolean serve(Args args, int i, EntryReply entries, CommandContext context) {
        int keyIndex = options.firstKey() + i;
        StreamValue stream = context.entry(args, keyIndex).collection(StreamValue.class);
        StreamGroup group = stream == null ? null : Groups.find(stream, args, options.groupIndex());
        if (stream == null || group == null) {
            return false;
        }
        GroupChange change =
                new GroupChange(stream, group, args, context, keyIndex, options.groupIndex(), options.groupIndex() + 1);
        boolean next = behind.isGreatest();
        try {
            boolean served = !next || seekNext(stream.stream(), change.group());
            if (served) {
                entries.stream(args, keyIndex);
            }
            if (served && next) {
                giveNext(change, entries, context);
            } else if (served) {
                giveAgain(stream.stream(), change, entries, context);
            }
            return served;
        } finally {
            cursor.clear();
            change.finish();
        }
    }

    /** Goes to the first entry that the group was not given yet; false if there is none. */
    private boolean seekNext(LargeStream stream, StreamGroup group) {
        behind.set(group.lastId());
        return behind.increment() && cursor.seek(stream, behind);
    }

    private void giveNext(GroupChange change, EntryReply entries, CommandContext context) {
        ReplyWriter reply = context.reply();
        int from = reply.length();
        int written = 0;
        boolean more = true;
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

    private void giveAgain(LargeStream stream, GroupChange change, EntryReply entries, CommandContext context) {
        ReplyWriter reply = context.reply();
        PendingCursor pending = new PendingCursor();
        StreamId id = new StreamId();
        id.set(behind);
        id.increment();
        long count = options.count();
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
