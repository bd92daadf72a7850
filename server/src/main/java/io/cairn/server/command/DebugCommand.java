package io.cairn.server.command;

import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.ADMIN;
import static io.cairn.engine.command.Flag.LOADING;
import static io.cairn.engine.command.Flag.NOSCRIPT;
import static io.cairn.engine.command.Flag.STALE;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.keyspace.Keyspace;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Glob;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.PayloadFormat;
import io.cairn.server.Server;
import io.cairn.server.config.Settings;
import io.cairn.server.observe.DatasetDigest;
import io.cairn.server.session.ClientSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code DEBUG}: what tests and people in trouble ask of a server. Has only those of Redis' words that mean something here. */
final class DebugCommand {
    private static final Logger LOG = LoggerFactory.getLogger(DebugCommand.class);

    private static final CommandSpec SPEC = command("DEBUG")
            .summary("Looks inside the server, for tests and in trouble.")
            .complexity("Depends on subcommand.")
            .since("1.0.0")
            .group(Group.SERVER)
            .arity(-2)
            .flags(ADMIN, LOADING, NOSCRIPT, STALE)
            .build();

    /** What may be asked while the data is being loaded, although the command as a whole may. */
    private static final Set<String> WITHOUT_DATA =
            Set.of("ERROR", "HELP", "LOG", "PROTOCOL", "SLEEP", "STRINGMATCH-LEN");

    private static final List<String> HELP = List.of(
            "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
            "DIGEST",
            "    Returns a fingerprint of all data; Redis says the same for the same data.",
            "DIGEST-VALUE <key> [<key> ...]",
            "    Returns fingerprints of what keys hold.",
            "ERROR <string>",
            "    Replies with the error <string>.",
            "HTSTATS <dbid>",
            "    Returns the figures of a database's table.",
            "LOADAOF",
            "    Forgets all data and loads it from the log again.",
            "LOG <message>",
            "    Writes a line to the server's log.",
            "OBJECT <key>",
            "    Returns how a key's value is kept.",
            "POPULATE <count> [<prefix>] [<size>]",
            "    Makes <count> keys, if they are not there.",
            "PROTOCOL <type>",
            "    Replies with a value of the type, to test a client.",
            "RELOAD [NOSAVE] [NOFLUSH] [MERGE]",
            "    Saves all data and loads it from the dump again.",
            "SET-ACTIVE-EXPIRE <0|1>",
            "    Switches the removal of expired keys in the background off or on.",
            "SLEEP <seconds>",
            "    Does nothing, and lets everybody wait.",
            "STRINGMATCH-LEN <length> <pattern>",
            "    Matches as many letters a with a pattern.",
            "HELP",
            "    Prints this help.");

    private final Server server;
    private final PayloadFormat payloads = new PayloadFormat();

    private DebugCommand(Server server) {
        this.server = server;
    }

    static SessionCommand of(Server server) {
        return new SessionCommand(SPEC, new DebugCommand(server)::execute);
    }

    private void execute(Args args, CommandContext context, ClientSession client) {
        ReplyWriter reply = context.reply();
        if (!server.config().get(Settings.ENABLE_DEBUG_COMMAND).allows(client.isLocal())) {
            reply.error(
                    "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it"
                            + " from a local connection, otherwise you need to set this option in the configuration file, and then"
                            + " restart the server.");
            return;
        }
        context.reachEverywhere();
        String word = args.text(1).toUpperCase(Locale.ROOT);
        if (server.datastore().isLoading() && !WITHOUT_DATA.contains(word)) {
            reply.error(CommandError.LOADING);
            return;
        }
        boolean known = switch (args.count()) {
            case 2 -> executeBare(word, context);
            case 3 -> executeWithOne(word, args, context);
            default -> executeWithSeveral(word, args, context);
        };
        if (!known) {
            reply.error(
                    "ERR unknown subcommand or wrong number of arguments for '" + args.text(1) + "'. Try DEBUG HELP.");
        }
    }

    private boolean executeBare(String word, CommandContext context) {
        ReplyWriter reply = context.reply();
        switch (word) {
            case "HELP" -> {
                reply.array(HELP.size());
                HELP.forEach(reply::simple);
            }
            case "DIGEST" -> reply.simple(new DatasetDigest().of(context.databases()));
            case "RELOAD" -> reload(true, true, reply);
            case "LOADAOF" -> reloadLog(reply);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean executeWithOne(String word, Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        switch (word) {
            case "SLEEP" -> sleep(args, context);
            case "SET-ACTIVE-EXPIRE" -> {
                server.housekeeping().setExpiring(!args.text(2).equals("0"));
                reply.ok();
            }
            case "OBJECT" -> describe(args, context);
            case "HTSTATS" -> statistics(args, context);
            case "ERROR" -> reply.error(args.text(2));
            case "LOG" -> {
                LOG.warn("DEBUG LOG: {}", args.text(2));
                reply.ok();
            }
            case "PROTOCOL" -> ProtocolSamples.reply(args.text(2), reply);
            default -> {
                return executeWithSeveral(word, args, context);
            }
        }
        return true;
    }

    private boolean executeWithSeveral(String word, Args args, CommandContext context) {
        switch (word) {
            case "RELOAD" -> reload(args, context.reply());
            case "DIGEST-VALUE" -> digestValues(args, context);
            case "POPULATE" -> populate(args, context);
            case "STRINGMATCH-LEN" -> {
                if (args.count() != 4) {
                    return false;
                }
                matchLength(args, context.reply());
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void sleep(Args args, CommandContext context) {
        double seconds;
        try {
            seconds = Double.parseDouble(args.text(2));
        } catch (NumberFormatException e) {
            // Redis reads as much of a number as there is: none is 0.
            seconds = 0;
        }
        try {
            TimeUnit.MICROSECONDS.sleep((long) (seconds * 1e6));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        context.reply().ok();
    }

    private void describe(Args args, CommandContext context) {
        Entry entry = context.entry(args, 2);
        Value value = entry.value();
        if (value == null) {
            context.reply().error(CommandError.NO_SUCH_KEY);
            return;
        }
        String place = Integer.toHexString(Arrays.hashCode(args.copy(2)));
        context.reply()
                .simple("Value at:0x" + place + " refcount:1 encoding:" + value.encoding() + " serializedlength:"
                        + payloads.serializedLength(value) + " lru:0 lru_seconds_idle:0");
    }

    private static void statistics(Args args, CommandContext context) {
        if (!args.isLong(2)) {
            context.reply().error(CommandError.NOT_AN_INTEGER);
        } else if (args.toLong(2) < 0 || args.toLong(2) >= context.databases().count()) {
            context.reply().error("ERR Out of range database");
        } else {
            Keyspace keyspace = context.databases().keyspace((int) args.toLong(2));
            context.reply().verbatim(keyspace.statistics().toString() + "\n");
        }
    }

    private static void matchLength(Args args, ReplyWriter reply) {
        if (!args.isLong(2) || args.toLong(2) < 0 || args.toLong(2) > Integer.MAX_VALUE - 64) {
            reply.error("ERR value is out of range, must be positive");
            return;
        }
        byte[] text = new byte[(int) args.toLong(2)];
        Arrays.fill(text, (byte) 'a');
        reply.integer(Glob.matches(args.copy(3), text, false) ? 1 : 0);
    }

    private static void digestValues(Args args, CommandContext context) {
        DatasetDigest digest = new DatasetDigest();
        context.reply().array(args.count() - 2);
        for (int i = 2; i < args.count(); i++) {
            Entry entry = context.entry(args, i);
            Value value = entry.value();
            context.reply().simple(value == null ? DatasetDigest.ofNothing() : digest.of(value, entry.expireAtMs()));
        }
    }

    private static void populate(Args args, CommandContext context) {
        boolean valid = args.count() <= 5 && args.isLong(2) && (args.count() < 5 || args.isLong(4));
        long count = valid ? args.toLong(2) : -1;
        long size = valid && args.count() == 5 ? args.toLong(4) : 0;
        if (count < 0 || size < 0 || size > context.maxStringLength()) {
            context.reply().error("ERR value is out of range, must be positive");
            return;
        }
        String prefix = args.count() > 3 ? args.text(3) : "key";
        for (long i = 0; i < count; i++) {
            byte[] key = (prefix + ":" + i).getBytes(StandardCharsets.ISO_8859_1);
            Entry entry = context.keyspace().entry(key, 0, key.length);
            if (!entry.exists()) {
                byte[] text = ("value:" + i).getBytes(StandardCharsets.US_ASCII);
                byte[] value = size == 0 ? text : Arrays.copyOf(text, (int) size);
                entry.putString(value, 0, value.length, RecordTable.NO_EXPIRY);
                context.effects()
                        .command(3)
                        .word("SET")
                        .slice(key, 0, key.length)
                        .slice(value, 0, value.length);
            }
        }
        context.reply().ok();
    }

    private void reload(Args args, ReplyWriter reply) {
        boolean save = true;
        boolean flush = true;
        for (int i = 2; i < args.count(); i++) {
            if (args.isWord(i, "NOSAVE")) {
                save = false;
            } else if (args.isWord(i, "NOFLUSH") || args.isWord(i, "MERGE")) {
                flush = false;
            } else {
                reply.error("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
                return;
            }
        }
        reload(save, flush, reply);
    }

    private void reload(boolean save, boolean flush, ReplyWriter reply) {
        try {
            if (save) {
                server.datastore().snapshots().saveNow();
            }
            server.datastore().reloadDump(flush);
            reply.ok();
        } catch (IOException e) {
            throw mustNotGoOn(e);
        }
    }

    private void reloadLog(ReplyWriter reply) {
        if (server.datastore().log() == null) {
            reply.error("ERR The append-only log is off, so there is nothing to load");
            return;
        }
        try {
            server.datastore().reloadLog();
            reply.ok();
        } catch (IOException e) {
            throw mustNotGoOn(e);
        }
    }

    /** The data in memory may be half of what it was; the files are whole. */
    private static UncheckedIOException mustNotGoOn(IOException e) {
        LOG.error("The data could not be loaded again: {}", e.getMessage());
        return new UncheckedIOException(e);
    }
}
