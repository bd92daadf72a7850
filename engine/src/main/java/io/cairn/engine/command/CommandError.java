package io.cairn.engine.command;

import io.cairn.engine.resp.Args;

/** Redis' error texts, word for word: clients match on them. */
public final class CommandError {
    public static final String SYNTAX = "ERR syntax error";
    public static final String WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
    public static final String NOT_AN_INTEGER = "ERR value is not an integer or out of range";
    public static final String NOT_A_FLOAT = "ERR value is not a valid float";
    public static final String NO_SUCH_KEY = "ERR no such key";
    public static final String OUT_OF_RANGE = "ERR value is out of range";
    public static final String NOT_POSITIVE = OUT_OF_RANGE + ", must be positive";
    public static final String INDEX_OUT_OF_RANGE = "ERR index out of range";
    public static final String OVERFLOW = "ERR increment or decrement would overflow";
    public static final String INVALID_CURSOR = "ERR invalid cursor";
    public static final String STRING_TOO_LONG = "ERR string exceeds maximum allowed size (proto-max-bulk-len)";
    public static final String INVALID_DATABASE = "ERR invalid DB index";
    public static final String DATABASE_OUT_OF_RANGE = "ERR DB index is out of range";
    public static final String LOADING = "LOADING Redis is loading the dataset in memory";
    public static final String SAME_OBJECT = "ERR source and destination objects are the same";

    private static final int MAX_QUOTED_LENGTH = 128;

    private CommandError() {}

    /** {@code ERR value is out of range, value must between 0 and 9} (sic). */
    public static String outOfRange(long least, long most) {
        return OUT_OF_RANGE + ", value must between " + least + " and " + most;
    }

    /** {@code ERR invalid expire time in 'set' command}. */
    public static String invalidExpire(CommandSpec spec) {
        return "ERR invalid expire time in '" + spec.name() + "' command";
    }

    /** {@code ERR wrong number of arguments for 'get' command}. */
    public static String wrongArity(CommandSpec spec) {
        return "ERR wrong number of arguments for '" + spec.name() + "' command";
    }

    /** {@code ERR unknown subcommand or wrong number of arguments for 'x'. Try XGROUP HELP.}. */
    public static String subcommandSyntax(String container, Args args) {
        String name = args.textToNul(1);
        String quoted = name.substring(0, Math.min(name.length(), MAX_QUOTED_LENGTH));
        return "ERR unknown subcommand or wrong number of arguments for '" + quoted + "'. Try " + container + " HELP.";
    }
}
