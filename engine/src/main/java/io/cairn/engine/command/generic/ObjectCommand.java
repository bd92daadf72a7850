package io.cairn.engine.command.generic;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ContainerCommand;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.HelpCommand;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import java.util.Objects;

/** {@code OBJECT ENCODING | FREQ | IDLETIME | REFCOUNT key}: what is known of a key beside what it holds. */
public final class ObjectCommand implements Command {
    private static final String NO_FREQUENCY =
            "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching"
                    + " between policies at runtime LRU and LFU data will take some time to adjust.";

    private static final CommandSpec HELP = command("OBJECT|HELP")
            .summary("Describes the subcommands.")
            .complexity("O(1)")
            .since("6.2.0")
            .group(Group.GENERIC)
            .arity(2)
            .flags(Flag.LOADING, Flag.STALE)
            .categories(AclCategory.KEYSPACE)
            .build();

    private final CommandSpec spec;
    private final Answer answer;

    private ObjectCommand(CommandSpec spec, Answer answer) {
        this.spec = spec;
        this.answer = answer;
    }

    /** OBJECT with all its subcommands. */
    public static Command container() {
        return new ContainerCommand(command("OBJECT")
                .summary("Holds the commands that look behind a key.")
                .complexity("Depends on the subcommand.")
                .since("2.2.3")
                .group(Group.GENERIC)
                .arity(-2)
                .subcommands(HelpCommand.with(HELP, encoding(), frequency(), idleTime(), referenceCount()))
                .build());
    }

    private static Command encoding() {
        CommandSpec spec = declare("ENCODING", "2.2.3", "Tells how a key's value is kept.");
        return new ObjectCommand(spec, ObjectCommand::replyEncoding);
    }

    private static Command frequency() {
        CommandSpec spec = declare("FREQ", "4.0.0", "Tells how often a key is used, on a logarithmic scale.");
        // No policy of ours counts uses.
        return new ObjectCommand(spec, (entry, context) -> context.reply().error(NO_FREQUENCY));
    }

    private static Command idleTime() {
        CommandSpec spec = declare("IDLETIME", "2.2.3", "Tells for how many seconds a key has not been used.");
        return new ObjectCommand(spec, ObjectCommand::replyIdleTime);
    }

    private static Command referenceCount() {
        CommandSpec spec = declare("REFCOUNT", "2.2.3", "Tells how many refer to a key's value: its key.");
        return new ObjectCommand(spec, (entry, context) -> context.reply().integer(1));
    }

    private static CommandSpec declare(String name, String since, String summary) {
        return command("OBJECT|" + name)
                .summary(summary)
                .complexity("O(1)")
                .since(since)
                .group(Group.GENERIC)
                .arity(3)
                .flags(Flag.READONLY)
                .categories(AclCategory.KEYSPACE)
                .keys(keyAt(2, KeyFlag.RO))
                .arguments(key("key", 0))
                .tips("nondeterministic_output")
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        Entry entry = context.peek(args, 2);
        if (entry.exists()) {
            answer.reply(entry, context);
        } else {
            context.reply().nullValue();
        }
    }

    private static void replyEncoding(Entry entry, CommandContext context) {
        context.reply().bulk(Objects.requireNonNull(entry.value()).encoding());
    }

    /** The first question begins the remembering: who never asks does not pay for it. */
    private static void replyIdleTime(Entry entry, CommandContext context) {
        context.databases().trackAccess(true);
        context.reply().integer(context.keyspace().idleSeconds(entry));
    }

    /** What a subcommand says of a key that is there. */
    @FunctionalInterface
    private interface Answer {
        void reply(Entry entry, CommandContext context);
    }
}
