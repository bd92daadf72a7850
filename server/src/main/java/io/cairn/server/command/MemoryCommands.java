package io.cairn.server.command;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.Flag.STALE;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.ContainerCommand;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.HelpCommand;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.resp.Args;
import io.cairn.server.Server;
import io.cairn.server.observe.MemoryReport;
import io.cairn.server.session.ClientSession;
import org.jspecify.annotations.Nullable;

/** {@code MEMORY USAGE | STATS | DOCTOR | PURGE | MALLOC-STATS | HELP}: where the memory goes. */
final class MemoryCommands {
    private static final int DEFAULT_SAMPLES = 5;
    private static final int INVALID = -1;

    private static final CommandSpec HELP =
            declare("HELP", "Describes the subcommands.").flags(LOADING, STALE).build();

    private static final CommandSpec USAGE = declare(
                    "USAGE", "Estimates how much memory a key takes with what it holds.")
            .complexity("O(N) where N is the number of samples.")
            .arity(-3)
            .flags(READONLY)
            .keys(keyAt(2, KeyFlag.RO))
            .arguments(key("key", 0), integer("count").after("SAMPLES").optional())
            .build();

    private static final CommandSpec PURGE = declare(
                    "PURGE", "Does nothing: memory that is not needed goes back by itself.")
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .build();

    private final Server server;
    private @Nullable MemoryReport report;

    private MemoryCommands(Server server) {
        this.server = server;
    }

    /** MEMORY with all its subcommands. */
    static Command container(Server server) {
        MemoryCommands commands = new MemoryCommands(server);
        return new ContainerCommand(command("MEMORY")
                .summary("Holds the commands that tell where the memory goes.")
                .complexity("Depends on the subcommand.")
                .since("4.0.0")
                .group(Group.SERVER)
                .arity(-2)
                .subcommands(HelpCommand.with(
                        HELP,
                        new SessionCommand(
                                told("DOCTOR", "Tells in words whether something is wrong with the memory."),
                                commands::diagnose),
                        new SessionCommand(
                                told("MALLOC-STATS", "Tells what the JVM says of its memory."), commands::pools),
                        new SessionCommand(
                                PURGE,
                                (args, context, client) -> context.reply().ok()),
                        new SessionCommand(told("STATS", "Tells how much memory is used for what."), commands::stats),
                        new SessionCommand(USAGE, MemoryCommands::usage)))
                .build());
    }

    private static CommandSpec told(String name, String summary) {
        return declare(name, summary)
                .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
                .build();
    }

    private static CommandSpec.Builder declare(String name, String summary) {
        return command("MEMORY|" + name)
                .summary(summary)
                .complexity("O(1)")
                .since("4.0.0")
                .group(Group.SERVER)
                .arity(2);
    }

    private static void usage(Args args, CommandContext context, ClientSession client) {
        int samples = samples(args, context);
        if (samples == INVALID) {
            return;
        }
        Entry entry = context.entry(args, 2);
        if (entry.exists()) {
            context.reply().integer(entry.memoryBytes(samples));
        } else {
            context.reply().nullValue();
        }
    }

    /** How many samples the request asks for, 0 for all; {@link #INVALID} after an error reply. */
    private static int samples(Args args, CommandContext context) {
        long samples = DEFAULT_SAMPLES;
        for (int i = 3; i < args.count(); i += 2) {
            if (!args.isWord(i, "SAMPLES") || i + 1 == args.count()) {
                context.reply().error(CommandError.SYNTAX);
                return INVALID;
            }
            if (!args.isLong(i + 1)) {
                context.reply().error(CommandError.NOT_AN_INTEGER);
                return INVALID;
            }
            samples = args.toLong(i + 1);
            if (samples < 0) {
                context.reply().error(CommandError.SYNTAX);
                return INVALID;
            }
        }
        return (int) Math.min(samples, Integer.MAX_VALUE);
    }

    private void stats(Args args, CommandContext context, ClientSession client) {
        report().stats(context.reply());
    }

    private void diagnose(Args args, CommandContext context, ClientSession client) {
        context.reply().verbatim(report().diagnosis());
    }

    private void pools(Args args, CommandContext context, ClientSession client) {
        context.reply().verbatim(report().pools());
    }

    /** Not before the first request: the server is still being put together when its commands are made. */
    private MemoryReport report() {
        MemoryReport present = report;
        if (present == null) {
            present = new MemoryReport(server.datastore().engine());
            report = present;
        }
        return present;
    }
}
