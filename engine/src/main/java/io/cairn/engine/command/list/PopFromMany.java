package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.MOVABLEKEYS;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.ListValue;
import java.util.Set;

/** {@code LMPOP numkeys key [key ...] LEFT | RIGHT [COUNT count]}: pops from the first of several lists that is there. */
final class PopFromMany implements Command {
    private static final CommandSpec SPEC = command("LMPOP")
            .summary("Removes elements from an end of the first list that is there of several, and returns them.")
            .complexity("O(N+M) where N is the number of keys and M the number of elements returned.")
            .since("7.0.0")
            .group(Group.LIST)
            .arity(-4)
            .flags(MOVABLEKEYS, WRITE)
            .categories(AclCategory.LIST)
            .keys(new KeySpec(new KeySpec.AtIndex(1), new KeySpec.Counted(0, 1, 1), Set.of(RW, ACCESS, DELETE)))
            .arguments(
                    integer("numkeys"),
                    key("key", 0).multiple(),
                    oneOf("where", token("LEFT"), token("RIGHT")),
                    integer("count").after("COUNT").optional())
            .build();

    private static final int FIRST_KEY = 2;

    @Override
    public CommandSpec spec() {
        return SPEC;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        if (!isPositive(args, 1)) {
            reply.error("ERR numkeys should be greater than 0");
            return;
        }
        long afterKeys = FIRST_KEY + Math.min(args.toLong(1), args.count());
        if (afterKeys >= args.count()) {
            reply.error(CommandError.SYNTAX);
            return;
        }
        int where = (int) afterKeys;
        boolean counted = where + 2 < args.count() && args.isWord(where + 1, "COUNT");
        int end = counted ? where + 3 : where + 1;
        if (!ListEnd.isEnd(args, where)) {
            reply.error(CommandError.SYNTAX);
        } else if (counted && !isPositive(args, where + 2)) {
            reply.error("ERR count should be greater than 0");
        } else if (end < args.count()) {
            reply.error(CommandError.SYNTAX);
        } else {
            pop(args, where, counted ? args.toLong(where + 2) : 1, context);
        }
    }

    private static boolean isPositive(Args args, int index) {
        return args.isLong(index) && args.toLong(index) > 0;
    }

    private static void pop(Args args, int where, long most, CommandContext context) {
        ReplyWriter reply = context.reply();
        for (int i = FIRST_KEY; i < where; i++) {
            ListValue list = context.collection(args, i, ListValue.class);
            if (list == null) {
                return;
            }
            if (!list.isEmpty()) {
                boolean head = ListEnd.isHead(args, where);
                long count = Math.min(most, list.size());
                reply.array(2);
                reply.bulk(args, i);
                ListEnd.pop(list, head, count, reply);
                context.effects()
                        .command(3)
                        .word(head ? "LPOP" : "RPOP")
                        .arg(args, i)
                        .number(count);
                return;
            }
        }
        reply.nullArray();
    }
}
