package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.Flag.STALE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ContainerCommand;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.HelpCommand;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.StreamCursor;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.value.StreamValue;

/** {@code XINFO STREAM | GROUPS | CONSUMERS key ...}: tells of a stream, its groups and their consumers. */
final class StreamInfo implements Command {
    private static final CommandSpec HELP = command("XINFO|HELP")
            .summary("Describes the subcommands.")
            .complexity("O(1)")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(2)
            .flags(LOADING, STALE)
            .categories(AclCategory.STREAM)
            .build();

    private static final CommandSpec STREAM = command("XINFO|STREAM")
            .summary("Tells of a stream, of all of it if asked to.")
            .complexity("O(1), or O(N) for FULL where N is what it shows.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-3)
            .flags(READONLY)
            .categories(AclCategory.STREAM)
            .keys(keyAt(2, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    block(
                                    "full-block",
                                    token("FULL"),
                                    integer("count").after("COUNT").optional())
                            .optional())
            .build();

    private static final CommandSpec GROUPS = command("XINFO|GROUPS")
            .summary("Tells of the consumer groups of a stream.")
            .complexity("O(N) where N is their number.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(3)
            .flags(READONLY)
            .categories(AclCategory.STREAM)
            .keys(keyAt(2, RO, ACCESS))
            .arguments(key("key", 0))
            .build();

    private static final CommandSpec CONSUMERS = command("XINFO|CONSUMERS")
            .summary("Tells of the consumers of a group.")
            .complexity("O(N) where N is their number.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(4)
            .flags(READONLY)
            .categories(AclCategory.STREAM)
            .keys(keyAt(2, RO, ACCESS))
            .arguments(key("key", 0), string("group"))
            .tips("nondeterministic_output")
            .build();

    private static final int KEY = 2;
    private static final int GROUP = 3;
    private static final int OPTIONS = 3;

    private final CommandSpec spec;
    private final Answer answer;

    private StreamInfo(CommandSpec spec, Answer answer) {
        this.spec = spec;
        this.answer = answer;
    }

    /** XINFO with all its subcommands. */
    static Command container() {
        return new ContainerCommand(command("XINFO")
                .summary("Holds the commands that tell of streams, groups and consumers.")
                .complexity("Depends on the subcommand.")
                .since("5.0.0")
                .group(Group.STREAM)
                .arity(-2)
                .subcommands(HelpCommand.with(
                        HELP,
                        new StreamInfo(CONSUMERS, StreamInfo::replyConsumers),
                        new StreamInfo(GROUPS, StreamInfo::replyGroups),
                        new StreamInfo(STREAM, StreamInfo::replyStream)))
                .build());
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        StreamValue stream = context.readCollection(args, KEY, StreamValue.class);
        if (stream == null) {
            return;
        }
        if (stream.isEmpty()) {
            context.reply().error(CommandError.NO_SUCH_KEY);
        } else {
            answer.reply(args, context, stream.stream());
        }
    }

    private static void replyStream(Args args, CommandContext context, LargeStream stream) {
        ReplyWriter reply = context.reply();
        if (args.count() == OPTIONS) {
            reply.map(10);
            replyCounters(reply, stream);
            reply.bulk("groups");
            reply.integer(stream.groupCount());
            StreamCursor cursor = new StreamCursor();
            reply.bulk("first-entry");
            replyEntry(reply, cursor, cursor.seekFirst(stream));
            reply.bulk("last-entry");
            replyEntry(reply, cursor, cursor.seekLast(stream));
            return;
        }
        boolean full = (args.count() == OPTIONS + 1 || args.count() == OPTIONS + 3) && args.isWord(OPTIONS, "FULL");
        if (!full || args.count() > OPTIONS + 1 && !args.isWord(OPTIONS + 1, "COUNT")) {
            reply.error(CommandError.subcommandSyntax("XINFO", args));
        } else if (args.count() == OPTIONS + 1) {
            StreamInfoFull.reply(reply, stream, StreamInfoFull.DEFAULT_COUNT);
        } else if (!args.isLong(OPTIONS + 2)) {
            reply.error(CommandError.NOT_AN_INTEGER);
        } else {
            long count = args.toLong(OPTIONS + 2);
            StreamInfoFull.reply(reply, stream, count < 0 ? StreamInfoFull.DEFAULT_COUNT : count);
        }
    }

    /** The seven pairs that both forms of XINFO STREAM begin with. */
    static void replyCounters(ReplyWriter reply, LargeStream stream) {
        EntryReply ids = new EntryReply(reply);
        reply.bulk("length");
        reply.integer(stream.size());
        reply.bulk("radix-tree-keys");
        reply.integer(stream.leafCount());
        // Redis' tree has one more node than keys as long as there is one key at most; ours has no such nodes.
        reply.bulk("radix-tree-nodes");
        reply.integer(stream.leafCount() + 1);
        reply.bulk("last-generated-id");
        ids.id(stream.lastId());
        reply.bulk("max-deleted-entry-id");
        ids.id(stream.maxDeletedId());
        reply.bulk("entries-added");
        reply.integer(stream.entriesAdded());
        reply.bulk("recorded-first-entry-id");
        ids.id(stream.firstId());
    }

    private static void replyEntry(ReplyWriter reply, StreamCursor cursor, boolean found) {
        if (found) {
            new EntryReply(reply).entry(cursor);
        } else {
            reply.nullValue();
        }
    }

    private static void replyGroups(Args args, CommandContext context, LargeStream stream) {
        ReplyWriter reply = context.reply();
        EntryReply ids = new EntryReply(reply);
        reply.array(stream.groupCount());
        for (int i = 0; i < stream.groupCount(); i++) {
            StreamGroup group = stream.group(i);
            reply.map(6);
            reply.bulk("name");
            reply.bulk(group.name());
            reply.bulk("consumers");
            reply.integer(group.consumerCount());
            reply.bulk("pending");
            reply.integer(group.pendingCount());
            reply.bulk("last-delivered-id");
            ids.id(group.lastId());
            replyProgress(reply, stream, group);
        }
    }

    /** How far a group has read, and how far it is behind. */
    static void replyProgress(ReplyWriter reply, LargeStream stream, StreamGroup group) {
        reply.bulk("entries-read");
        replyUnless(reply, group.entriesRead(), LargeStream.UNKNOWN);
        reply.bulk("lag");
        replyUnless(reply, stream.lag(group), LargeStream.UNKNOWN_LAG);
    }

    private static void replyUnless(ReplyWriter reply, long count, long unknown) {
        if (count == unknown) {
            reply.nullValue();
        } else {
            reply.integer(count);
        }
    }

    private static void replyConsumers(Args args, CommandContext context, LargeStream stream) {
        ReplyWriter reply = context.reply();
        StreamGroup group = stream.group(args.bytes(), args.offset(GROUP), args.length(GROUP));
        if (group == null) {
            reply.error(StreamErrors.noGroupOfKey(args, KEY, GROUP));
            return;
        }
        reply.array(group.consumerCount());
        ConsumerCursor consumer = new ConsumerCursor();
        for (boolean more = consumer.first(group); more; more = consumer.next(group)) {
            reply.map(4);
            reply.bulk("name");
            reply.bulk(consumer.bytes(), consumer.offset(), consumer.length());
            reply.bulk("pending");
            reply.integer(consumer.pendingCount());
            reply.bulk("idle");
            reply.integer(Math.max(0, context.nowMs() - consumer.seenMs()));
            reply.bulk("inactive");
            long activeMs = consumer.activeMs();
            reply.integer(activeMs == ConsumerCursor.NEVER ? -1 : Math.max(0, context.nowMs() - activeMs));
        }
    }

    /** What a subcommand says of a stream that is there. */
    @FunctionalInterface
    private interface Answer {
        void reply(Args args, CommandContext context, LargeStream stream);
    }
}
