package io.cairn.persistence.offline;

import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.KeyFinder;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.RequestParser;
import io.cairn.persistence.recovery.LoggedCommands;
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
        LoggedCommands.parse(parser, bytes, offset + length);
        while (parser.next(bytes, args)) {
            if (!args.isVerbatim()) {
                return "what should be a command has another form";
            }
            String fault = LoggedCommands.fault(table, args, databases);
            visitor.command(
                    args, args.requestStart(), fault == null ? null : "the command " + name(args) + " " + fault);
        }
        if (parser.protocolError() != null) {
            return "what should be a command is none (" + parser.protocolError() + ")";
        }
        return parser.consumed() == offset + length ? null : "the last command is not whole";
    }

    /** The name of a command for people. */
    static String name(Args args) {
        return args.textToNul(0, QUOTED_MAX);
    }

    /** What is wrong with the number of a batch's database, or null. */
    @Nullable
    String databaseFault(long database) {
        String fault = LoggedCommands.databaseFault(database, databases);
        return fault == null ? null : "it " + fault;
    }

    /** Whether a log may hold a command of this name with so many words. */
    boolean isCommand(String name, long words) {
        if (name.equalsIgnoreCase("MULTI") || name.equalsIgnoreCase("EXEC")) {
            return words == 1;
        }
        RegisteredCommand command = name.indexOf('|') < 0 ? table.find(name.toLowerCase(Locale.ROOT)) : null;
        return command != null
                && command.spec().acceptsCount((int) Math.min(words, Integer.MAX_VALUE))
                && (command.subcommands() != null || LoggedCommands.mayBeLogged(command.spec()));
    }

    /** Counts the command that was handed over last, and the keys it names. */
    void count(LossCount loss) {
        RegisteredCommand command = LoggedCommands.find(table, args);
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
        return !LoggedCommands.isBracket(args) && !args.isWord(0, "SELECT");
    }
}
