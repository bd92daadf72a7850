package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.READONLY;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.RO;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.ListWalk;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code LPOS key element [RANK rank] [COUNT num-matches] [MAXLEN len]}: where elements equal to one are. */
final class ListPosition implements Command {
    private static final CommandSpec SPEC = command("LPOS")
            .summary("Returns the index of an element that is equal to another: the first, or the one of a rank; or of"
                    + " several such elements.")
            .complexity("O(N) where N is the number of elements compared.")
            .since("6.0.6")
            .group(Group.LIST)
            .arity(-3)
            .flags(READONLY)
            .categories(AclCategory.LIST)
            .keys(keyAt(1, RO, ACCESS))
            .arguments(
                    key("key", 0),
                    string("element"),
                    integer("rank").after("RANK").optional(),
                    integer("num-matches").after("COUNT").optional(),
                    integer("len").after("MAXLEN").optional())
            .build();

    private static final String RANK_ZERO =
            "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second"
                    + " ... or use negative to start from the end of the list";

    /**
     * What is looked for.
     *
     * @param rank which of the equal elements is the first of interest, from 1 on; from the end if negative
     * @param count how many indexes are wanted; 0 means all, {@link #SINGLE} one that is no array
     * @param compared how many elements are compared at most
     */
    private record Search(long rank, long count, long compared) {
        static final long SINGLE = -1;
    }

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        Search search = new Search(1, Search.SINGLE, Long.MAX_VALUE);
        for (int i = 3; i < args.count(); i += 2) {
            String error = i + 1 == args.count() ? CommandError.SYNTAX : fault(args, i);
            if (error != null) {
                reply.error(error);
                return;
            }
            search = with(search, args, i);
        }
        ListValue list = context.readCollection(args, 1, ListValue.class);
        if (list != null) {
            if (search.count == Search.SINGLE) {
                replyFirst(list, args, search, reply);
            } else {
                replyAll(list, args, search, reply);
            }
        }
    }

    /** What is wrong with the option at argument {@code index} and the number behind it; null if nothing is. */
    private static @Nullable String fault(Args args, int index) {
        boolean number = args.isLong(index + 1);
        boolean atLeastZero = number && args.toLong(index + 1) >= 0;
        if (args.isWord(index, "RANK")) {
            if (!number) {
                return CommandError.NOT_AN_INTEGER;
            }
            return switch (Long.signum(args.toLong(index + 1))) {
                case 0 -> RANK_ZERO;
                case -1 ->
                    args.toLong(index + 1) == Long.MIN_VALUE
                            ? CommandError.outOfRange(-Long.MAX_VALUE, Long.MAX_VALUE)
                            : null;
                default -> null;
            };
        } else if (args.isWord(index, "COUNT")) {
            return atLeastZero ? null : "ERR COUNT can't be negative";
        } else if (args.isWord(index, "MAXLEN")) {
            return atLeastZero ? null : "ERR MAXLEN can't be negative";
        }
        return CommandError.SYNTAX;
    }

    private static Search with(Search search, Args args, int index) {
        long number = args.toLong(index + 1);
        if (args.isWord(index, "RANK")) {
            return new Search(number, search.count, search.compared);
        } else if (args.isWord(index, "COUNT")) {
            return new Search(search.rank, number, search.compared);
        }
        return new Search(search.rank, search.count, number == 0 ? Long.MAX_VALUE : number);
    }

    private static void replyFirst(ListValue list, Args args, Search search, ReplyWriter reply) {
        long[] found = find(list, args, search, 1);
        if (found.length == 0) {
            reply.nullValue();
        } else {
            reply.integer(found[0]);
        }
    }

    private static void replyAll(ListValue list, Args args, Search search, ReplyWriter reply) {
        long[] found = find(list, args, search, search.count == 0 ? Long.MAX_VALUE : search.count);
        reply.array(found.length);
        for (long index : found) {
            reply.integer(index);
        }
    }

    private static long[] find(ListValue list, Args args, Search search, long most) {
        long size = list.size();
        boolean backwards = search.rank < 0;
        long toSkip = Math.abs(search.rank) - 1;
        ListWalk walk = list.walk(backwards ? size - 1 : 0, Math.min(size, search.compared), backwards);
        long[] found = new long[4];
        int count = 0;
        for (long i = 0; count < most && walk.step(); i++) {
            if (walk.isText(args.bytes(), args.offset(2), args.length(2))) {
                if (toSkip > 0) {
                    toSkip--;
                } else {
                    if (count == found.length) {
                        found = Arrays.copyOf(found, 2 * count);
                    }
                    found[count] = backwards ? size - 1 - i : i;
                    count++;
                }
            }
        }
        walk.end();
        return Arrays.copyOf(found, count);
    }
}
