package io.cairn.engine.command.stream;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.word;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.STALE;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeyFlag.UPDATE;
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
import io.cairn.engine.structure.ConsumerCursor;
import io.cairn.engine.structure.GroupWriter;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.StreamGroup;
import io.cairn.engine.structure.StreamId;
import io.cairn.engine.value.StreamValue;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * {@code XGROUP CREATE | SETID | DESTROY | CREATECONSUMER | DELCONSUMER key group ...}: makes, changes and removes groups and
 * their consumers.
 */
final class GroupCommand implements Command {
    private static final CommandSpec HELP = command("XGROUP|HELP")
            .summary("Describes the subcommands.")
            .complexity("O(1)")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(2)
            .flags(LOADING, STALE)
            .categories(AclCategory.STREAM)
            .build();

    private static final CommandSpec CREATE = command("XGROUP|CREATE")
            .summary("Makes a consumer group.")
            .complexity("O(1)")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-5)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(2, RW, INSERT))
            .arguments(
                    key("key", 0),
                    string("group"),
                    oneOf("id-selector", string("id"), word("new-id", "$")),
                    token("MKSTREAM").optional(),
                    integer("entriesread").after("ENTRIESREAD").optional())
            .build();

    private static final CommandSpec SET_ID = command("XGROUP|SETID")
            .summary("Sets which entry a group was given last.")
            .complexity("O(1)")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(-5)
            .flags(WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(2, RW, UPDATE))
            .arguments(
                    key("key", 0),
                    string("group"),
                    oneOf("id-selector", string("id"), word("new-id", "$")),
                    integer("entriesread").after("ENTRIESREAD").optional())
            .build();

    private static final CommandSpec DESTROY = command("XGROUP|DESTROY")
            .summary("Removes a consumer group.")
            .complexity("O(1)")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(4)
            .flags(WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(2, RW, DELETE))
            .arguments(key("key", 0), string("group"))
            .build();

    private static final CommandSpec CREATE_CONSUMER = command("XGROUP|CREATECONSUMER")
            .summary("Makes a consumer in a group.")
            .complexity("O(log N) where N is the number of consumers.")
            .since("6.2.0")
            .group(Group.STREAM)
            .arity(5)
            .flags(DENYOOM, WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(2, RW, INSERT))
            .arguments(key("key", 0), string("group"), string("consumer"))
            .build();

    private static final CommandSpec DELETE_CONSUMER = command("XGROUP|DELCONSUMER")
            .summary("Removes a consumer and what is pending with it; returns how many entries that were.")
            .complexity("O(M*log N) where M is the number of entries pending with the consumer.")
            .since("5.0.0")
            .group(Group.STREAM)
            .arity(5)
            .flags(WRITE)
            .categories(AclCategory.STREAM)
            .keys(keyAt(2, RW, DELETE))
            .arguments(key("key", 0), string("group"), string("consumer"))
            .build();

    private static final String NO_KEY =
            "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may"
                    + " want to use the MKSTREAM option to create an empty stream automatically.";

    private static final int KEY = 2;
    private static final int GROUP = 3;
    private static final int ID = 4;
    private static final int CONSUMER = 4;
    private static final int OPTIONS = 5;

    /** What has to be there. */
    private enum Needs {
        /** Nothing, if MKSTREAM is given. */
        NOTHING,
        STREAM,
        GROUP
    }

    private final CommandSpec spec;
    private final Needs needs;
    private final Action action;
    private boolean making;
    private long entriesRead;

    private GroupCommand(CommandSpec spec, Needs needs, Action action) {
        this.spec = spec;
        this.needs = needs;
        this.action = action;
    }

    /** XGROUP with all its subcommands. */
    static Command container() {
        return new ContainerCommand(command("XGROUP")
                .summary("Holds the commands that make and change consumer groups.")
                .complexity("Depends on the subcommand.")
                .since("5.0.0")
                .group(Group.STREAM)
                .arity(-2)
                .subcommands(HelpCommand.with(
                        HELP,
                        new GroupCommand(CREATE, Needs.NOTHING, GroupCommand::create),
                        new GroupCommand(CREATE_CONSUMER, Needs.GROUP, GroupCommand::createConsumer),
                        new GroupCommand(DELETE_CONSUMER, Needs.GROUP, GroupCommand::deleteConsumer),
                        new GroupCommand(DESTROY, Needs.STREAM, GroupCommand::destroy),
                        new GroupCommand(SET_ID, Needs.GROUP, GroupCommand::setId)))
                .build());
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        making = false;
        entriesRead = LargeStream.UNKNOWN;
        // Those of a fixed number of arguments have no options.
        if (spec.arity() < 0 && !readOptions(args, context)) {
            return;
        }
        StreamValue stream = context.collection(args, KEY, StreamValue.class);
        if (stream == null) {
            return;
        }
        StreamGroup group = Groups.find(stream, args, GROUP);
        if (stream.isEmpty() && !making) {
            context.reply().error(NO_KEY);
        } else if (group == null && needs == Needs.GROUP) {
            context.reply().error(StreamErrors.noGroupOfKey(args, KEY, GROUP));
        } else {
            action.execute(this, args, context, stream, group);
        }
    }

    private boolean readOptions(Args args, CommandContext context) {
        int at = OPTIONS;
        while (at < args.count()) {
            if (needs == Needs.NOTHING && args.isWord(at, "MKSTREAM")) {
                making = true;
                at++;
            } else if (args.isWord(at, "ENTRIESREAD") && at + 1 < args.count()) {
                if (!readEntriesRead(args, at + 1, context)) {
                    return false;
                }
                at += 2;
            } else {
                context.reply().error(syntax(args));
                return false;
            }
        }
        return true;
    }

    private boolean readEntriesRead(Args args, int index, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
            return false;
        }
        entriesRead = args.toLong(index);
        if (entriesRead < LargeStream.UNKNOWN) {
            context.reply().error("ERR value for ENTRIESREAD must be positive or -1");
        }
        return entriesRead >= LargeStream.UNKNOWN;
    }

    private static String syntax(Args args) {
        return CommandError.subcommandSyntax("XGROUP", args);
    }

    private void create(Args args, CommandContext context, StreamValue stream, @Nullable StreamGroup group) {
        StreamId id = new StreamId();
        if (args.count() > OPTIONS + 3) {
            context.reply().error(syntax(args));
        } else if (args.textToNul(ID).equals("$")) {
            create(
                    args,
                    context,
                    stream,
                    stream.isEmpty() ? id : stream.stream().lastId());
        } else if (IdArgument.read(args, ID, context, id)) {
            create(args, context, stream, id);
        }
    }

    private void create(Args args, CommandContext context, StreamValue stream, StreamId id) {
        if (stream.isEmpty()) {
            stream.create();
        }
        if (stream.addGroup(args.bytes(), args.offset(GROUP), args.length(GROUP), id, entriesRead)) {
            context.reply().ok();
        } else {
            context.reply().error("BUSYGROUP Consumer Group name already exists");
        }
    }

    private void setId(Args args, CommandContext context, StreamValue stream, @Nullable StreamGroup group) {
        StreamId id = new StreamId();
        if (args.count() > OPTIONS + 2) {
            context.reply().error(syntax(args));
        } else if (args.textToNul(ID).equals("$")) {
            id.set(stream.stream().lastId());
            setId(context, stream, group, id);
        } else if (IdArgument.readAny(args, ID, context, id)) {
            setId(context, stream, group, id);
        }
    }

    private void setId(CommandContext context, StreamValue stream, @Nullable StreamGroup group, StreamId id) {
        writer(stream, group).setProgress(id, entriesRead);
        stream.noteChanges(1);
        context.reply().ok();
    }

    private void destroy(Args args, CommandContext context, StreamValue stream, @Nullable StreamGroup group) {
        boolean removed = stream.removeGroup(args.bytes(), args.offset(GROUP), args.length(GROUP));
        context.reply().integer(removed ? 1 : 0);
    }

    private void createConsumer(Args args, CommandContext context, StreamValue stream, @Nullable StreamGroup group) {
        boolean found = consumer(args, group).isPresent();
        if (!found) {
            writer(stream, group)
                    .addConsumer(
                            args.bytes(),
                            args.offset(CONSUMER),
                            args.length(CONSUMER),
                            context.nowMs(),
                            ConsumerCursor.NEVER);
            stream.noteChanges(1);
        }
        context.reply().integer(found ? 0 : 1);
    }

    private void deleteConsumer(Args args, CommandContext context, StreamValue stream, @Nullable StreamGroup group) {
        OptionalInt number = consumer(args, group);
        long pending = 0;
        if (number.isPresent()) {
            pending = writer(stream, group).removeConsumer(number.getAsInt());
            stream.noteChanges(1);
        }
        context.reply().integer(pending);
    }

    private static OptionalInt consumer(Args args, @Nullable StreamGroup group) {
        ConsumerCursor cursor = new ConsumerCursor();
        int offset = args.offset(CONSUMER);
        boolean found = cursor.find(Objects.requireNonNull(group), args.bytes(), offset, args.length(CONSUMER));
        return found ? OptionalInt.of(cursor.number()) : OptionalInt.empty();
    }

    private static GroupWriter writer(StreamValue stream, @Nullable StreamGroup group) {
        return stream.groupWriter(Objects.requireNonNull(group));
    }

    /** What a subcommand does with a stream, and with a group that is there for all but CREATE and DESTROY. */
    @FunctionalInterface
    private interface Action {
        void execute(
                GroupCommand command,
                Args args,
                CommandContext context,
                StreamValue stream,
                @Nullable StreamGroup group);
    }
}
