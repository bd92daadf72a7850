package io.cairn.engine.command.list;

import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.ListWalk;

/** The two ends of a list, as words of a request. */
final class ListEnd {
    private ListEnd() {}

    /** Whether argument {@code index} is the word for an end. */
    static boolean isEnd(Args args, int index) {
        return isHead(args, index) || args.isWord(index, "RIGHT");
    }

    /** Whether argument {@code index} is the word for the head. */
    static boolean isHead(Args args, int index) {
        return args.isWord(index, "LEFT");
    }

    /** Removes {@code count} elements, which are there, from an end and replies with an array of them, the outermost first. */
    static void pop(ListValue list, boolean head, long count, ReplyWriter reply) {
        long size = list.size();
        reply.array(count);
        ListWalk walk = list.walk(head ? 0 : size - 1, count, !head);
        while (walk.next()) {
            reply.bulk(walk.element());
        }
        if (count > 0) {
            list.remove(head ? 0 : size - count, count);
        }
    }
}
