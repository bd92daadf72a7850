package io.cairn.engine.command.string;

import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.value.StringValue;

/** Replies with a string or a part of one, without making a copy of one that lies in pages. */
final class StringReply {
    private StringReply() {}

    static void whole(StringValue string, ReplyWriter reply) {
        if (string.isPaged()) {
            pages(string, 0, string.length(), reply);
        } else {
            reply.bulk(string.bytes(), string.offset(), string.length());
        }
    }

    static void part(StringValue string, int from, int length, ReplyWriter reply) {
        if (string.isPaged()) {
            pages(string, from, length, reply);
        } else {
            reply.bulk(string.bytes(), string.offset() + from, length);
        }
    }

    private static void pages(StringValue string, int from, int length, ReplyWriter reply) {
        reply.bulkStart(length);
        int done = 0;
        while (done < length) {
            int at = from + done;
            int run = Math.min(string.runLength(at), length - done);
            reply.bulkPart(string.runBytes(at), string.runOffset(at), run);
            done += run;
        }
        reply.bulkEnd();
    }
}
