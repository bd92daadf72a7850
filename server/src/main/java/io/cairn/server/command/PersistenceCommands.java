package io.cairn.server.command;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.ADMIN;
import static io.cairn.engine.command.Flag.ALLOW_BUSY;
import static io.cairn.engine.command.Flag.BLOCKING;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.NOSCRIPT;
import static io.cairn.engine.command.Flag.NO_ASYNC_LOADING;
import static io.cairn.engine.command.Flag.NO_MULTI;
import static io.cairn.engine.command.Flag.STALE;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.snapshot.AppendOnlyFiles;
import io.cairn.persistence.snapshot.Snapshots;
import io.cairn.persistence.snapshot.Snapshots.Work;
import io.cairn.server.Server;
import io.cairn.server.config.ShutdownFlag;
import io.cairn.server.session.ClientSession;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commands that save the data, wait for it to be safe, and end the server. */
final class PersistenceCommands {
    private static final Logger LOG = LoggerFactory.getLogger(PersistenceCommands.class);

    /** Some 146 years, which is for ever; twice as much would be in the past. */
    private static final long MOST_WAIT_NANOS = Long.MAX_VALUE / 2;

    private final Server server;

    private PersistenceCommands(Server server) {
        this.server = server;
    }

    static List<Command> all(Server server) {
        PersistenceCommands commands = new PersistenceCommands(server);
        return List.of(
                new SessionCommand(SAVE, commands::save),
                new SessionCommand(BGSAVE, commands::backgroundSave),
                new SessionCommand(BGREWRITEAOF, commands::rewriteLog),
                new SessionCommand(LASTSAVE, commands::lastSave),
                new SessionCommand(SHUTDOWN, commands::shutDown),
                new SessionCommand(WAIT, PersistenceCommands::waitForReplicas),
                new SessionCommand(WAITAOF, commands::waitForLog));
    }

    private static CommandSpec.Builder declare(String name, String since, int arity, String summary, Flag... flags) {
        return command(name)
                .summary(summary)
                .complexity("O(1)")
                .since(since)
                .group(Group.SERVER)
                .arity(arity)
                .flags(flags);
    }

    private static final CommandSpec SAVE = declare(
                    "SAVE",
                    "1.0.0",
                    1,
                    "Saves the data to the dump file while everybody waits.",
                    ADMIN,
                    NO_ASYNC_LOADING,
                    NO_MULTI,
                    NOSCRIPT)
            .complexity("O(N), N being the number of keys in all databases")
            .build();

    private void save(Args args, CommandContext context, ClientSession client) {
        Snapshots snapshots = server.datastore().snapshots();
        if (snapshots.work() == Work.SAVE) {
            context.reply().error("ERR Background save already in progress");
            return;
        }
        try {
            snapshots.saveNow();
            context.reply().ok();
        } catch (IOException e) {
            LOG.error("Saving failed: {}", e.getMessage());
            context.reply().error("ERR");
        }
    }

    private static final CommandSpec BGSAVE = declare(
                    "BGSAVE",
                    "1.0.0",
                    -1,
                    "Saves the data, as it is now, to the dump file in the background.",
                    ADMIN,
                    NO_ASYNC_LOADING,
                    NOSCRIPT)
            .arguments(token("SCHEDULE").since("3.2.2").optional())
            .build();

    private void backgroundSave(Args args, CommandContext context, ClientSession client) {
        boolean schedule = args.count() > 1;
        if (schedule && (args.count() > 2 || !args.isWord(1, "SCHEDULE"))) {
            context.reply().error(CommandError.SYNTAX);
            return;
        }
        Snapshots snapshots = server.datastore().snapshots();
        if (snapshots.work() == Work.SAVE) {
            context.reply().error("ERR Background save already in progress");
        } else if (snapshots.work() == Work.NOTHING) {
            snapshots.startSave();
            context.reply().simple("Background saving started");
        } else if (schedule) {
            snapshots.scheduleSave();
            context.reply().simple("Background saving scheduled");
        } else {
            context.reply()
                    .error(
                            "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order"
                                    + " to schedule a BGSAVE whenever possible.");
        }
    }

    private static final CommandSpec BGREWRITEAOF = declare(
                    "BGREWRITEAOF",
                    "1.0.0",
                    1,
                    "Replaces the log by a base of the present data, in the background.",
                    ADMIN,
                    NO_ASYNC_LOADING,
                    NOSCRIPT)
            .build();

    private void rewriteLog(Args args, CommandContext context, ClientSession client) {
        AppendOnlyFiles files = server.datastore().appendOnlyFiles();
        Snapshots snapshots = server.datastore().snapshots();
        if (files == null && !server.datastore().isLogStarting()) {
            context.reply()
                    .error("ERR The append-only log is off, so there is nothing to rewrite. CONFIG SET appendonly yes"
                            + " makes one");
        } else if (snapshots.work() == Work.REWRITE) {
            context.reply().error("ERR Background append only file rewriting already in progress");
        } else if (files == null || snapshots.work() == Work.SAVE) {
            snapshots.scheduleRewrite();
            context.reply().simple("Background append only file rewriting scheduled");
        } else {
            snapshots.startRewrite(files);
            context.reply().simple("Background append only file rewriting started");
        }
    }

    private static final CommandSpec LASTSAVE = declare(
                    "LASTSAVE", "1.0.0", 1, "Returns when the data was last saved.", FAST, LOADING, STALE)
            .categories(AclCategory.ADMIN, AclCategory.DANGEROUS)
            .tips("nondeterministic_output")
            .build();

    private void lastSave(Args args, CommandContext context, ClientSession client) {
        context.reply().integer(server.datastore().snapshots().saves().lastSaveMs() / 1000);
    }

    private static final CommandSpec SHUTDOWN = declare(
                    "SHUTDOWN",
                    "1.0.0",
                    -1,
                    "Saves the data if save points are set, and ends the server.",
                    ADMIN,
                    ALLOW_BUSY,
                    LOADING,
                    NO_MULTI,
                    NOSCRIPT,
                    STALE)
            .complexity("O(N) when saving, N being the number of keys in all databases; O(1) else")
            .arguments(
                    oneOf("save-selector", token("NOSAVE"), token("SAVE")).optional(),
                    token("NOW").since("7.0.0").optional(),
                    token("FORCE").since("7.0.0").optional(),
                    token("ABORT").since("7.0.0").optional())
            .build();

    private void shutDown(Args args, CommandContext context, ClientSession client) {
        Set<ShutdownFlag> flags = EnumSet.noneOf(ShutdownFlag.class);
        boolean abort = false;
        for (int i = 1; i < args.count(); i++) {
            if (args.isWord(i, "ABORT")) {
                abort = true;
            } else if (args.isWord(i, "SAVE")) {
                flags.add(ShutdownFlag.SAVE);
            } else if (args.isWord(i, "NOSAVE")) {
                flags.add(ShutdownFlag.NOSAVE);
            } else if (args.isWord(i, "NOW")) {
                flags.add(ShutdownFlag.NOW);
            } else if (args.isWord(i, "FORCE")) {
                flags.add(ShutdownFlag.FORCE);
            } else {
                context.reply().error(CommandError.SYNTAX);
                return;
            }
        }
        boolean contradiction = flags.contains(ShutdownFlag.SAVE) && flags.contains(ShutdownFlag.NOSAVE);
        if (contradiction || abort && !flags.isEmpty()) {
            context.reply().error(CommandError.SYNTAX);
        } else if (abort) {
            // There are no replicas to wait for, so a shutdown never takes long enough to be aborted.
            context.reply().error("ERR No shutdown in progress.");
        } else if (server.shutDown(flags)) {
            client.closeAfterReply();
        } else {
            context.reply().error("ERR Errors trying to SHUTDOWN. Check logs.");
        }
    }

    private static CommandSpec.Builder declareWait(String name, String since, int arity, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1)")
                .since(since)
                .group(Group.GENERIC)
                .arity(arity)
                .flags(BLOCKING)
                .categories(AclCategory.CONNECTION)
                .tips("request_policy:all_shards", "response_policy:agg_min");
    }

    private static final CommandSpec WAIT = declareWait(
                    "WAIT", "3.0.0", 3, "Waits until replicas have this connection's writes.")
            .arguments(integer("numreplicas"), integer("timeout"))
            .build();

    /** There are no replicas: waiting would not change the answer. */
    private static void waitForReplicas(Args args, CommandContext context, ClientSession client) {
        if (!args.isLong(1)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
        } else if (isTimeout(args, 2, context)) {
            context.reply().integer(0);
        }
    }

    private static final CommandSpec WAITAOF = declareWait(
                    "WAITAOF", "7.2.0", 4, "Waits until this connection's writes are forced to disks.")
            .arguments(integer("numlocal"), integer("numreplicas"), integer("timeout"))
            .build();

    /** Has the log forced at once, under every policy, and the client wait for that or until its time is up. */
    private void waitForLog(Args args, CommandContext context, ClientSession client) {
        if (!args.isLong(1) || args.toLong(1) < 0 || args.toLong(1) > 1) {
            context.reply()
                    .error(
                            args.isLong(1)
                                    ? "ERR value is out of range, value must between 0 and 1"
                                    : CommandError.NOT_AN_INTEGER);
            return;
        }
        if (!args.isLong(2) || args.toLong(2) < 0) {
            context.reply()
                    .error(
                            args.isLong(2)
                                    ? "ERR value is out of range, must be positive"
                                    : CommandError.NOT_AN_INTEGER);
            return;
        }
        if (!isTimeout(args, 3, context)) {
            return;
        }
        boolean wanted = args.toLong(1) > 0;
        CommandLog log = server.datastore().log();
        if (wanted && log == null) {
            context.reply().error(ClientSession.NO_LOG);
            return;
        }
        long changedAt = log == null ? 0 : changedAt(client, log);
        // Without a log nothing is: as in Redis.
        boolean durable = log != null && log.durablePosition() >= changedAt;
        if (wanted && !durable) {
            client.waitForLog(changedAt, deadlineNanos(args.toLong(3)));
            return;
        }
        context.reply().array(2);
        context.reply().integer(durable ? 1 : 0);
        context.reply().integer(0);
    }

    private static long changedAt(ClientSession client, CommandLog log) {
        long end = log.position();
        // What this batch has changed so far lies behind the end; what lies further behind it was in another log.
        return client.changedAt() > end + 1 ? end : client.changedAt();
    }

    private long deadlineNanos(long timeoutMs) {
        long nowNanos = server.datastore().engine().clock().nanos();
        long waitNanos = timeoutMs == 0 ? MOST_WAIT_NANOS : TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        return nowNanos + Math.min(waitNanos, MOST_WAIT_NANOS);
    }

    private static boolean isTimeout(Args args, int index, CommandContext context) {
        if (!args.isLong(index)) {
            context.reply().error("ERR timeout is not an integer or out of range");
            return false;
        }
        if (args.toLong(index) < 0) {
            context.reply().error("ERR timeout is negative");
            return false;
        }
        return true;
    }
}
