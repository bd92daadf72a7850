package io.cairn.engine.command.zset;

import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.MemberWalk;

/** Writes lists of members, with or without their scores, as Redis does in either protocol. */
final class MemberReply {
    private MemberReply() {}

    /** Announces a list: pairs are arrays in RESP3, and follow one another in RESP2. */
    static void begin(ReplyWriter reply, long count, boolean withScores) {
        reply.array(withScores && reply.protocol() == 2 ? 2 * count : count);
    }

    /** Writes the member that a walk has come to. */
    static void member(ReplyWriter reply, MemberWalk at, boolean withScores) {
        if (withScores && reply.protocol() == 3) {
            reply.array(2);
        }
        Element member = at.member();
        reply.bulk(member.bytes(), member.offset(), member.length());
        if (withScores) {
            reply.number(at.score());
        }
    }

    /** Writes a list of the next {@code count} members. */
    static void list(ReplyWriter reply, MemberWalk walk, long count, boolean withScores) {
        begin(reply, count, withScores);
        for (long i = 0; i < count && walk.next(); i++) {
            member(reply, walk, withScores);
        }
    }
}
