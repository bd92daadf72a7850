package io.cairn.persistence.offline;

import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFinder;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.RequestParser;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Looks at commands of a log without executing them. Threads: one. */
final class CommandInspector {
    /** Takes one command after the other. */
    @FunctionalInterface
    interface Each {
        /**
         * Takes one.
         *
         * @param at index of the command's first byte
         * @param fault what is wrong with it, null if nothing is
         */
        void command(Args args, int at, @Nullable String fault) throws IOException;
    }

    private static final int QUOTED_MAX = 64;

    private final CommandTable table;
    private final int databases;
    private final KeyFinder keys = new KeyFinder();
    private final Args args = new Args();

    CommandInspector(OfflineDirectory directory) {
        table = directory.table();
        databases = directory.options().databases();
    }

    /** Goes through whole commands; returns what is wrong with the framing, or null. */
    @Nullable
    String each(byte[] bytes, int offset, int length, Each visitor) throws IOException {
        RequestParser parser = new RequestParser(offset);
        parser.parse(bytes, offset + length, ProtocolLimits.DEFAULT, Integer.MAX_VALUE);
        while (parser.next(bytes, args)) {
            if (!args.isVerbatim()) {
                return "what should be a command has another form";
            }
            visitor.command(args, args.requestStart(), fault());
        }
        if (parser.protocolError() != null) {
            return "what should be a command is none (" + parser.protocolError() + ")";
        }
        return parser.consumed() == offset + length ? null : "the last command is not whole";
    }

    private @Nullable String fault() {
        RegisteredCommand command = find();
        String name = args.textToNul(0, QUOTED_MAX);
        if (isBracket(args)) {
            return null;
        }
        if (command == null) {
            return "the command " + name + " is unknown";
        }
        if (!command.spec().acceptsCount(args.count())) {
            return "the command " + name + " has " + args.count() + " words, which is the wrong number";
        }
        if (args.isWord(0, "SELECT")) {
            return selectFault();
        }
        boolean changes = command.spec().is(Flag.WRITE) || command.spec().is(Flag.MAY_REPLICATE);
        return changes ? null : "the command " + name + " changes no data and does not belong into a log";
    }

    private @Nullable String selectFault() {
        return args.isLong(1) ? databaseFault(args.toLong(1)) : "SELECT names no database";
    }

    /** What is wrong with the number of a database, or null. */
    @Nullable
    String databaseFault(long database) {
        return database >= 0 && database < databases
                ? null
                : "it uses database " + database + ", but there are only " + databases + " (setting: databases)";
    }

    private @Nullable RegisteredCommand find() {
        RegisteredCommand command = table.find(args, 0);
        CommandTable subcommands = command == null ? null : command.subcommands();
        return subcommands != null && args.count() > 1 ? subcommands.find(args, 1) : command;
    }

    /** Whether a log may hold a command of this name with so many words. */
    boolean isCommand(String name, long words) {
        RegisteredCommand command = name.indexOf('|') < 0 ? table.find(name.toLowerCase(Locale.ROOT)) : null;
        if (name.equalsIgnoreCase("MULTI") || name.equalsIgnoreCase("EXEC")) {
            return words == 1;
        }
        if (command == null || !command.spec().acceptsCount((int) Math.min(words, Integer.MAX_VALUE))) {
            return false;
        }
        return command.subcommands() != null
                || command.spec().is(Flag.WRITE)
                || command.spec().is(Flag.MAY_REPLICATE)
                || name.equalsIgnoreCase("SELECT");
    }

    /** Counts the command that was handed over last, and the keys it names. */
    void count(LossCount loss) {
        RegisteredCommand command = find();
        if (counts(args)) {
            loss.command();
        }
        if (command == null || !command.spec().acceptsCount(args.count())) {
            return;
        }
        keys.find(command.command(), args, 0);
        for (int i = 0; i < keys.count(); i++) {
            int argument = keys.argument(i);
            loss.key(args.bytes(), args.offset(argument), args.length(argument));
        }
    }

    /** Whether it is a command in its own right, and neither a bracket of a transaction nor a SELECT. */
    static boolean counts(Args args) {
        return !isBracket(args) && !args.isWord(0, "SELECT");
    }

    static boolean isBracket(Args args) {
        return args.isWord(0, "MULTI") || args.isWord(0, "EXEC");
    }
}
