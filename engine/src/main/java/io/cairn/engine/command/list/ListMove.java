package io.cairn.engine.command.list;

import static io.cairn.engine.command.ArgSpec.key;
import static io.cairn.engine.command.ArgSpec.oneOf;
import static io.cairn.engine.command.ArgSpec.token;
import static io.cairn.engine.command.CommandSpec.command;
import static io.cairn.engine.command.Flag.DENYOOM;
import static io.cairn.engine.command.Flag.WRITE;
import static io.cairn.engine.command.KeyFlag.ACCESS;
import static io.cairn.engine.command.KeyFlag.DELETE;
import static io.cairn.engine.command.KeyFlag.INSERT;
import static io.cairn.engine.command.KeyFlag.RW;
import static io.cairn.engine.command.KeySpec.keyAt;

import io.cairn.engine.command.AclCategory;
import io.cairn.engine.command.ArgSpec;
import io.cairn.engine.command.Command;
import io.cairn.engine.command.CommandContext;
import io.cairn.engine.command.CommandError;
import io.cairn.engine.command.CommandSpec;
import io.cairn.engine.command.Group;
import io.cairn.engine.resp.Args;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.ListValue;

/**
 * {@code LMOVE source destination LEFT | RIGHT LEFT | RIGHT}: moves an element from an end of a list to one of another;
 * {@code RPOPLPUSH source destination} from the tail to the head.
 */
final class ListMove implements Command {
    private final CommandSpec spec;
    private final boolean named;
    private final Element element = new Element();

    /** {@code named}: the ends are arguments. */
    private ListMove(CommandSpec spec, boolean named) {
        this.spec = spec;
        this.named = named;
    }

    static ListMove lmove() {
        CommandSpec spec = declare("LMOVE", "Moves an element from an end of a list to one of another, and returns it.")
                .since("6.2.0")
                .arity(5)
                .arguments(key("source", 0), key("destination", 1), end("wherefrom"), end("whereto"))
                .build();
        return new ListMove(spec, true);
    }

    static ListMove rpoplpush() {
        CommandSpec spec = declare(
                        "RPOPLPUSH", "Moves the last element of a list to the head of another, and returns it.")
                .since("1.2.0")
                .arity(3)
                .arguments(key("source", 0), key("destination", 1))
                .deprecated("6.2.0", "`LMOVE` with the `RIGHT` and `LEFT` arguments")
                .build();
        return new ListMove(spec, false);
    }

    private static CommandSpec.Builder declare(String name, String summary) {
        return command(name)
                .summary(summary)
                .complexity("O(1)")
                .group(Group.LIST)
                .flags(DENYOOM, WRITE)
                .categories(AclCategory.LIST)
                .keys(keyAt(1, RW, ACCESS, DELETE), keyAt(2, RW, INSERT));
    }

    private static ArgSpec end(String name) {
        return oneOf(name, token("LEFT"), token("RIGHT"));
    }

    @Override
    public CommandSpec spec() {
        return spec;
    }

    @Override
    public void execute(Args args, CommandContext context) {
        if (named && !(ListEnd.isEnd(args, 3) && ListEnd.isEnd(args, 4))) {
            context.reply().error(CommandError.SYNTAX);
            return;
        }
        boolean fromHead = named && ListEnd.isHead(args, 3);
        boolean toHead = !named || ListEnd.isHead(args, 4);
        ListValue source = context.collection(args, 1, ListValue.class);
        if (source == null) {
            return;
        }
        if (source.isEmpty()) {
            context.reply().nullValue();
            return;
        }
        source.read(fromHead ? 0 : source.size() - 1, element);
        // Redis does not count the length of what it holds as a number.
        int expectedBytes = element.isInteger() ? 0 : element.length();
        byte[] moved = element.copy();
        if (args.areEqual(1, 2)) {
            source.rotate(fromHead, toHead, moved, expectedBytes);
            context.reply().bulk(moved);
        } else if (move(args, context, fromHead, toHead, moved, expectedBytes)) {
            context.reply().bulk(moved);
        }
    }

    private static boolean move(
            Args args, CommandContext context, boolean fromHead, boolean toHead, byte[] moved, int expectedBytes) {
        ListValue destination = context.collection(args, 2, ListValue.class);
        if (destination == null) {
            return false;
        }
        destination.expect(expectedBytes, 1);
        destination.receive(toHead, moved);
        ListValue source = context.entry(args, 1).collection(ListValue.class);
        if (source != null) {
            source.remove(fromHead ? 0 : source.size() - 1, 1);
        }
        return true;
    }
}
