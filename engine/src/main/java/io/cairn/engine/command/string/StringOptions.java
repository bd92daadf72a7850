package io.cairn.engine.command.string;

import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.ExpireTime;
import io.cairn.engine.resp.Args;

/**
 * The options behind the value of SET and behind the key of GETEX, as a set of bits.
 *
 * <p>Of the words that say how long the key shall live only one may stand, and of NX and XX; any may be repeated. A time
 * is read in a second pass, because it has its place behind other checks; of several the last one counts.
 */
final class StringOptions {
    static final int NX = 1;
    static final int XX = 2;
    static final int GET = 4;
    static final int KEEPTTL = 8;
    static final int PERSIST = 16;
    private static final int EX = 32;
    private static final int PX = 64;
    private static final int EXAT = 128;
    private static final int PXAT = 256;
    /** Any of the options that a time follows. */
    static final int TIME = EX | PX | EXAT | PXAT;

    /** What {@link #parse} returns when the words are no options, or exclude each other. */
    static final int INVALID = -1;

    private static final int CONDITION = NX | XX;
    private static final int LIFETIME = KEEPTTL | PERSIST | TIME;

    private StringOptions() {}

    /** The options that stand from argument {@code from} to the end, if all of them are among those {@code allowed}. */
    static int parse(Args args, int from, int allowed) {
        int options = 0;
        for (int i = from; i < args.count(); i++) {
            int option = option(args, i) & allowed;
            if (option == 0 || excludes(options, option)) {
                return INVALID;
            }
            options |= option;
            if ((option & TIME) != 0) {
                i++;
                if (i == args.count()) {
                    return INVALID;
                }
            }
        }
        return options;
    }

    /**
     * The moment that the options from argument {@code from} on give, in milliseconds of the wall clock;
     * {@link ExpireTime#INVALID} after an error reply. Only if {@link #parse} has found a {@link #TIME}.
     */
    static long expireAtMs(Args args, int from, CommandContext context) {
        ExpireTime unit = ExpireTime.EX;
        int last = 0;
        for (int i = from; i < args.count(); i++) {
            ExpireTime found = ExpireTime.option(args, i);
            if (found != null) {
                unit = found;
                i++;
                last = i;
            }
        }
        return unit.read(args, last, context);
    }

    private static int option(Args args, int index) {
        if (args.isWord(index, "NX")) {
            return NX;
        } else if (args.isWord(index, "XX")) {
            return XX;
        } else if (args.isWord(index, "GET")) {
            return GET;
        } else if (args.isWord(index, "KEEPTTL")) {
            return KEEPTTL;
        } else if (args.isWord(index, "PERSIST")) {
            return PERSIST;
        } else if (args.isWord(index, "EX")) {
            return EX;
        } else if (args.isWord(index, "PX")) {
            return PX;
        } else if (args.isWord(index, "EXAT")) {
            return EXAT;
        } else if (args.isWord(index, "PXAT")) {
            return PXAT;
        }
        return 0;
    }

    private static boolean excludes(int options, int option) {
        int alternatives = (option & CONDITION) != 0 ? CONDITION : (option & LIFETIME) != 0 ? LIFETIME : 0;
        return (options & alternatives & ~option) != 0;
    }
}
