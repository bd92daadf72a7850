package io.cairn.persistence.recovery;

import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.CommandTable;
import io.cairn.engine.command.CommandTable.RegisteredCommand;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ProtocolLimits;
import io.cairn.engine.resp.RequestParser;
import org.jspecify.annotations.Nullable;

/** Which commands a log may hold, as far as that can be told without executing them. */
public final class LoggedCommands {
    private LoggedCommands() {}

    /** Has a parser find the requests before {@code end}: of any size, because whatever a log holds was accepted once. */
    public static void parse(RequestParser parser, byte[] bytes, int end) {
        parser.parse(bytes, end, ProtocolLimits.FILES, Integer.MAX_VALUE);
    }

    /** Why a start refuses what a parser has been given up to {@code end}: something in it is no request. Null if all is. */
    static @Nullable String framingFault(RequestParser parser, int end) {
        if (parser.protocolError() != null) {
            return "what should be a command is none (" + parser.protocolError() + ")";
        }
        return parser.consumed() == end ? null : "what should be a command is not whole";
    }

    /** Whether it begins or ends a transaction. */
    public static boolean isBracket(Args args) {
        return args.isWord(0, "MULTI") || args.isWord(0, "EXEC");
    }

    /** The command, or the subcommand, of a request; null if it is unknown. */
    public static @Nullable RegisteredCommand find(CommandTable table, Args args) {
        RegisteredCommand command = table.find(args, 0);
        CommandTable subcommands = command == null ? null : command.subcommands();
        return subcommands != null && args.count() > 1 ? subcommands.find(args, 1) : command;
    }

    /** Whether a log may hold the command. */
    public static boolean mayBeLogged(CommandSpec spec) {
        return spec.is(Flag.WRITE) || keepsResults(spec) || spec.name().equalsIgnoreCase("SELECT");
    }

    /** Whether a command that reads may keep its result in the key, as PFCOUNT does. */
    private static boolean keepsResults(CommandSpec spec) {
        return spec.keys().stream().anyMatch(keys -> keys.flags().contains(KeyFlag.RW));
    }

    /**
     * Why a start refuses a log with this request, whatever the data is, behind the command's name; null if it does not.
     *
     * @param databases how many there are
     */
    public static @Nullable String fault(CommandTable table, Args args, int databases) {
        if (isBracket(args)) {
            return null;
        }
        RegisteredCommand command = find(table, args);
        if (command == null) {
            return args.isWord(0, "FUNCTION")
                    ? "makes functions, which are not supported: on the server that wrote it, remove them"
                            + " (FUNCTION FLUSH), and have it rewrite this log (BGREWRITEAOF)"
                    : "is unknown";
        }
        if (!mayBeLogged(command.spec())) {
            return "changes no data and does not belong into a log";
        }
        if (!command.spec().acceptsCount(args.count())) {
            return "has " + args.count() + " words, which is the wrong number";
        }
        return args.isWord(0, "SELECT") ? databaseFault(args, databases) : null;
    }

    private static @Nullable String databaseFault(Args args, int databases) {
        if (!args.isLong(1)) {
            return "names no database";
        }
        return databaseFault(args.toLong(1), databases);
    }

    /** What is wrong with the number of a database; null if there is such a one. */
    public static @Nullable String databaseFault(long database, int databases) {
        return database >= 0 && database < databases
                ? null
                : "uses database " + database + ", but there are only " + databases + " (setting: databases)";
    }
}
