package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.string;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.FAST;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.value.ListValue;

/** {@code LPUSH} and {@code RPUSH key element [element ...]} add to an end of a list; {@code LPUSHX} and {@code RPUSHX} only if there is one. */
final class Push implements Command {
    private final CommandSpec spec;
    private final boolean head;
    private final boolean ifPresent;

    private Push(CommandSpec spec, boolean head, boolean ifPresent) {
        this.spec = spec;
        this.head = head;
        this.ifPresent = ifPresent;
    }

    static Push lpush() {
        return new Push(
                declare("LPUSH", "1.0.0", "Adds elements at the head of a list, one after the other."), true, false);
    }

    static Push rpush() {
        return new Push(declare("RPUSH", "1.0.0", "Adds elements at the tail of a list."), false, false);
    }

    static Push lpushx() {
        return new Push(
                declare("LPUSHX", "2.2.0", "Adds elements at the head of a list, if there is one."), true, true);
    }

    static Push rpushx() {
        return new Push(
                declare("RPUSHX", "2.2.0", "Adds elements at the tail of a list, if there is one."), false, true);
    }

    private static CommandSpec declare(String name, String since, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1) for each element.")
                .since(since)
                .group(Group.LIST)
                .arity(-3)
                .flags(DENYOOM, FAST, WRITE)
                .categories(AclCategory.LIST)
                .keys(keyAt(1, RW, INSERT))
                .arguments(key("key", 0), string("element").multiple())
                .build();
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        ListValue list = context.collection(args, 1, ListValue.class);
        if (list == null) {
            return;
        }
        if (!ifPresent || !list.isEmpty()) {
            long bytes = 0;
            for (int i = 2; i < args.count(); i++) {
                bytes += args.length(i);
            }
            list.expect(bytes, args.count() - 2);
            for (int i = 2; i < args.count(); i++) {
                list.push(head, args.bytes(), args.offset(i), args.length(i));
            }
        }
        context.reply().integer(list.size());
    }
}
