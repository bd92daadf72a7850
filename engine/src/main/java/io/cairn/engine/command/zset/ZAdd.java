package io.cairn.engine.command.zset;

import static io.cairn.engine.command.ArgSpec.block;
import static io.cairn.engine.command.ArgSpec.decimal;
import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.ArgSpec.word;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Flag;
import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.DoubleParser;
import io.cairn.engine.value.SortedSetValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code ZADD key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]}, and {@code ZINCRBY key increment
 * member}.
 */
public final class ZAdd implements Command {
    private static final CommandSpec ADD = SortedSetDeclarations.declare("ZADD")
            .summary("Adds members to a sorted set, or gives them other scores.")
            .complexity("O(log(N)) for each member, where N is the size of the sorted set.")
            .since("1.2.0")
            .arity(-4)
            .flags(Flag.WRITE, Flag.DENYOOM, Flag.FAST)
            .keys(keyAt(1, KeyFlag.RW, KeyFlag.UPDATE))
            .arguments(
                    SortedSetDeclarations.KEY,
                    oneOf("condition", token("NX"), token("XX")).since("3.0.2").optional(),
                    oneOf("comparison", token("GT"), token("LT")).since("6.2.0").optional(),
                    word("change", "CH").since("3.0.2").optional(),
                    word("increment", "INCR").since("3.0.2").optional(),
                    block("data", decimal("score"), string("member")).multiple())
            .build();

    private static final CommandSpec INCREMENT = SortedSetDeclarations.declare("ZINCRBY")
            .summary("Adds to a member's score. A missing member counts as one with score 0.")
            .complexity("O(log(N)) where N is the size of the sorted set.")
            .since("1.2.0")
            .arity(4)
            .flags(Flag.WRITE, Flag.DENYOOM, Flag.FAST)
            .keys(keyAt(1, KeyFlag.RW, KeyFlag.ACCESS, KeyFlag.UPDATE))
            .arguments(SortedSetDeclarations.KEY, integer("increment"), string("member"))
            .build();

    private static final int NX = 1;
    private static final int XX = 2;
    private static final int GT = 4;
    private static final int LT = 8;
    private static final int CH = 16;
    private static final int INCR = 32;

    private static final String NOT_A_NUMBER = "ERR resulting score is not a number (NaN)";

    private final CommandSpec spec;
    private final boolean increments;

    private ZAdd(CommandSpec spec, boolean increments) {
        this.spec = spec;
        this.increments = increments;
    }

    public static ZAdd zadd() {
        return new ZAdd(ADD, false);
    }

    public static ZAdd zincrby() {
        return new ZAdd(INCREMENT, true);
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        // ZINCRBY too takes these words for options, as Redis does, and then has too few arguments.
        int options = increments ? INCR : 0;
        int first = 2;
        for (int option = option(args, first); option != 0; option = option(args, first)) {
            options |= option;
            first++;
        }
        int rest = args.count() - first;
        String error = rest % 2 != 0 || rest == 0 ? CommandError.SYNTAX : conflict(options, rest / 2);
        if (error != null) {
            context.reply().error(error);
        } else {
            executePairs(args, first, options, context);
        }
    }

    /** The option that an argument is; 0 if it is none. */
    private static int option(Args args, int index) {
        if (index >= args.count() || args.length(index) > 4) {
            return 0;
        }
        if (args.isWord(index, "NX")) {
            return NX;
        }
        if (args.isWord(index, "XX")) {
            return XX;
        }
        if (args.isWord(index, "CH")) {
            return CH;
        }
        if (args.isWord(index, "INCR")) {
            return INCR;
        }
        return args.isWord(index, "GT") ? GT : args.isWord(index, "LT") ? LT : 0;
    }

    private static @Nullable String conflict(int options, int pairs) {
        if ((options & (NX | XX)) == (NX | XX)) {
            return "ERR XX and NX options at the same time are not compatible";
        }
        if (Integer.bitCount(options & (GT | LT | NX)) > 1) {
            return "ERR GT, LT, and/or NX options at the same time are not compatible";
        }
        return (options & INCR) != 0 && pairs > 1 ? "ERR INCR option supports a single increment-element pair" : null;
    }

    private static void executePairs(Args args, int first, int options, CommandContext context) {
        double[] scores = context.numbers((args.count() - first) / 2);
        for (int i = first; i < args.count(); i += 2) {
            double score = DoubleParser.parse(args.bytes(), args.offset(i), args.length(i));
            if (Double.isNaN(score)) {
                context.reply().error(CommandError.NOT_A_FLOAT);
                return;
            }
            scores[(i - first) / 2] = score;
        }
        SortedSetValue set = context.collection(args, 1, SortedSetValue.class);
        if (set == null) {
            return;
        }
        if ((options & INCR) != 0) {
            increment(args, first, scores[0], options, set, context);
        } else {
            context.reply().integer(add(args, first, scores, options, set));
        }
    }

    private static long add(Args args, int first, double[] scores, int options, SortedSetValue set) {
        long added = 0;
        long updated = 0;
        for (int i = first; i < args.count(); i += 2) {
            int member = args.offset(i + 1);
            int length = args.length(i + 1);
            double score = scores[(i - first) / 2];
            // Without options nobody asks what was there before.
            double present = options == 0 ? score : set.score(args.bytes(), member, length);
            if (options != 0 && !isAllowed(options, present, score)) {
                continue;
            }
            if (set.add(args.bytes(), member, length, score)) {
                added++;
            } else if (present != score) {
                updated++;
            }
        }
        return (options & CH) != 0 ? added + updated : added;
    }

    /** The result, not the addition, goes to the journal: arithmetic may differ from machine to machine. */
    private static void increment(
            Args args, int first, double increment, int options, SortedSetValue set, CommandContext context) {
        int member = args.offset(first + 1);
        int length = args.length(first + 1);
        double present = set.score(args.bytes(), member, length);
        boolean found = !Double.isNaN(present);
        double score = found ? present + increment : increment;
        if (Double.isNaN(score) && (options & NX) == 0) {
            context.reply().error(NOT_A_NUMBER);
            return;
        }
        if (!isAllowed(options, present, score)) {
            context.reply().nullValue();
            return;
        }
        if (present != score) {
            set.add(args.bytes(), member, length, score);
            context.effects()
                    .command(4)
                    .word("ZADD")
                    .arg(args, 1)
                    .decimal(score)
                    .arg(args, first + 1);
        }
        context.reply().number(score);
    }

    /** Whether the options let a member with the score {@code present}, NaN if it is not there, get another. */
    private static boolean isAllowed(int options, double present, double score) {
        if (Double.isNaN(present)) {
            return (options & XX) == 0;
        }
        return (options & NX) == 0
                && ((options & GT) == 0 || score > present)
                && ((options & LT) == 0 || score < present);
    }
}
