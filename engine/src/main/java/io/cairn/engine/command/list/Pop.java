package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.integer;
import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.ListValue;

/** {@code LPOP} and {@code RPOP key [count]}: remove elements from an end of a list and return them. */
final class Pop implements Command {
    private final CommandSpec spec;
    private final boolean head;
    private final Element element = new Element();

    private Pop(CommandSpec spec, boolean head) {
        this.spec = spec;
        this.head = head;
    }

    static Pop lpop() {
        return new Pop(declare("LPOP", "Removes elements from the head of a list and returns them."), true);
    }

    static Pop rpop() {
        return new Pop(declare("RPOP", "Removes elements from the tail of a list and returns them."), false);
    }

    private static CommandSpec declare(String name, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(N) where N is the number of elements returned.")
                .since("1.0.0")
                .group(Group.LIST)
                .arity(-2)
                .flags(FAST, WRITE)
                .categories(AclCategory.LIST)
                .keys(keyAt(1, RW, ACCESS, DELETE))
                .arguments(key("key", 0), integer("count").since("6.2.0").optional())
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ReplyWriter reply = context.reply();
        boolean counted = args.count() > 2;
        if (args.count() > 3) {
            reply.error(CommandError.wrongArity(spec));
            return;
        }
        if (counted && (!args.isLong(2) || args.toLong(2) < 0)) {
            reply.error(CommandError.NOT_POSITIVE);
            return;
        }
        ListValue list = context.collection(args, 1, ListValue.class);
        if (list == null) {
            return;
        }
        if (counted) {
            popMany(list, args.toLong(2), reply);
        } else if (list.isEmpty()) {
            reply.nullValue();
        } else {
            long index = head ? 0 : list.size() - 1;
            list.read(index, element);
            reply.bulk(element);
            list.remove(index, 1);
        }
    }

    private void popMany(ListValue list, long most, ReplyWriter reply) {
        if (list.isEmpty()) {
            reply.nullArray();
        } else {
            ListEnd.pop(list, head, Math.min(most, list.size()), reply);
        }
    }
}
