package io.cairn.engine.command;

import io.cairn.engine.command.ArgSpec.ArgFlag;
import java.util.List;
import java.util.Set;

/**
 * Which arguments of a command name elements of the collection that its first key holds, such as the fields of HMGET: from
 * {@code first} on every {@code step}-th up to {@code last}. Negative ones count from the end, −1 being the last argument.
 *
 * @param scored whether the argument before each is the score that it is to get
 */
record ElementArguments(int first, int last, int step, boolean scored) {
    /** None, or none that can be told by their place. */
    static final ElementArguments NONE = new ElementArguments(1, 0, 1, false);

    /** What declarations call elements that are found by name. */
    private static final Set<String> NAMES = Set.of("field", "member", "member1", "member2");

    /** Those of a command, by its declaration. */
    static ElementArguments of(CommandSpec spec) {
        if (spec.group() == Group.STREAM) {
            // Its fields are within entries, which are found by their ids.
            return NONE;
        }
        List<ArgSpec> arguments = spec.arguments();
        int place = 1;
        for (int i = 0; i < arguments.size(); i++) {
            ArgSpec argument = arguments.get(i);
            boolean last = i == arguments.size() - 1;
            if (isElement(argument)) {
                return argument.is(ArgFlag.MULTIPLE)
                        ? upTo(place, last)
                        : run(place, arguments.subList(i, arguments.size()));
            }
            if (argument.is(ArgFlag.OPTIONAL) || argument.token() != null || argument.type() == ArgSpec.Type.ONEOF) {
                return repeatedAtEnd(arguments.get(arguments.size() - 1));
            }
            if (argument.type() == ArgSpec.Type.BLOCK) {
                return last ? repeated(argument, place) : NONE;
            }
            place++;
        }
        return NONE;
    }

    /** A record's own {@code equals} would make classes at each start. */
    private boolean isNone() {
        return last == NONE.last;
    }

    private static boolean isElement(ArgSpec argument) {
        return argument.type() == ArgSpec.Type.STRING && argument.token() == null && NAMES.contains(argument.name());
    }

    private static ElementArguments upTo(int first, boolean last) {
        return last ? new ElementArguments(first, -1, 1, false) : NONE;
    }

    /** Elements beside each other. */
    private static ElementArguments run(int first, List<ArgSpec> from) {
        int count = 1;
        while (count < from.size() && isElement(from.get(count))) {
            count++;
        }
        return new ElementArguments(first, first + count - 1, 1, false);
    }

    /** A block at a known place, with an element in it. */
    private static ElementArguments repeated(ArgSpec block, int place) {
        ElementArguments end = repeatedAtEnd(block);
        int size = block.arguments().size();
        return end.isNone() ? NONE : new ElementArguments(place + size + end.first(), end.last(), size, end.scored());
    }

    /** A block of which only the last can be told by its place, counted from the end. */
    private static ElementArguments repeatedAtEnd(ArgSpec block) {
        boolean repeated = block.type() == ArgSpec.Type.BLOCK && block.is(ArgFlag.MULTIPLE) && block.token() == null;
        List<ArgSpec> parts = block.arguments();
        for (int i = 0; repeated && i < parts.size(); i++) {
            if (isElement(parts.get(i))) {
                boolean scored = i > 0 && parts.get(i - 1).name().equals("score");
                return new ElementArguments(i - parts.size(), i - parts.size(), parts.size(), scored);
            }
        }
        return NONE;
    }
}
