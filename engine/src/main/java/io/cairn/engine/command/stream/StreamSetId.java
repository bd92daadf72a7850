package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;
import org.jspecify.annotations.Nullable;

/** {@code XSETID key last-id [ENTRIESADDED count] [MAXDELETEDID id]}: sets what a stream remembers beside its entries. */
final class StreamSetId implements Command {
    private static final CommandSpec SPEC = command("XSETID")
            .summary("Sets what a stream remembers beside its entries.")
            .complexity("O(1)")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-3)
            .flags(DENYOOM, FAST, WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(1, RW, UPDATE))
            .arguments(
                    key("key", 0),
                    string("last-id"),
                    integer("entries-added")
                            .after("ENTRIESADDED")
                            .since("7.0.0")
                            .optional(),
                    string("max-deleted-id")
                            .after("MAXDELETEDID")
                            .since("7.0.0")
                            .optional())
            .build();

    private static final long NOT_GIVEN = -1;

    private final StreamId lastId = new StreamId();
    private final StreamId maxDeletedId = new StreamId();
    private long entriesAdded;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (!IdArgument.read(args, 2, context, lastId) || !readOptions(args, context)) {
            return;
        }
        StreamValue stream = context.collection(args, 1, StreamValue.class);
        if (stream == null) {
            return;
        }
        if (stream.isEmpty()) {
            context.reply().error(CommandError.NO_SUCH_KEY);
            return;
        }
        LargeStream present = stream.stream();
        String refusal = refusal(present);
        if (refusal != null) {
            context.reply().error(refusal);
            return;
        }
        if (maxDeletedId.isLeast()) {
            maxDeletedId.set(present.maxDeletedId());
        }
        stream.setCounters(lastId, maxDeletedId, entriesAdded == NOT_GIVEN ? present.entriesAdded() : entriesAdded);
        context.reply().ok();
    }

    private boolean readOptions(Args args, CommandContext context) {
        entriesAdded = NOT_GIVEN;
        maxDeletedId.setLeast();
        for (int i = 3; i < args.count(); i += 2) {
            boolean more = i + 1 < args.count();
            boolean read = false;
            if (more && args.isWord(i, "ENTRIESADDED")) {
                read = readEntriesAdded(args, i + 1, context);
            } else if (more && args.isWord(i, "MAXDELETEDID")) {
                read = readMaxDeletedId(args, i + 1, context);
            } else {
                context.reply().error(CommandError.SYNTAX);
            }
            if (!read) {
                return false;
            }
        }
        return true;
    }

    private boolean readEntriesAdded(Args args, int index, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return false;
        }
        entriesAdded = args.toLong(index);
        if (entriesAdded < 0) {
            context.reply().error("ERR entries_added must be positive");
        }
        return entriesAdded >= 0;
    }

    private boolean readMaxDeletedId(Args args, int index, CommandContext context) {
        if (!IdArgument.read(args, index, context, maxDeletedId)) {
            return false;
        }
        boolean possible = lastId.compare(maxDeletedId) >= 0;
        if (!possible) {
            context.reply().error("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
        }
        return possible;
    }

    private @Nullable String refusal(LargeStream stream) {
        if (lastId.compare(stream.maxDeletedId()) < 0) {
            return "ERR The ID specified in XSETID is smaller than current max_deleted_entry_id";
        }
        StreamCursor cursor = new StreamCursor();
        if (cursor.seekLast(stream)) {
            if (lastId.compare(cursor.id()) < 0) {
                return "ERR The ID specified in XSETID is smaller than the target stream top item";
            }
            if (entriesAdded != NOT_GIVEN && stream.size() > entriesAdded) {
                return "ERR The entries_added specified in XSETID is smaller than the target stream length";
            }
        }
        return null;
    }
}
