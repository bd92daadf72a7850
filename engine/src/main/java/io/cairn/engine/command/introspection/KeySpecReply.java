package io.cairn.engine.command.introspection;

import io.cairn.engine.command.KeyFlag;
import io.cairn.engine.command.KeySpec;
import io.cairn.engine.command.KeySpec.AtIndex;
import io.cairn.engine.command.KeySpec.AtKeyword;
import io.cairn.engine.command.KeySpec.Begin;
import io.cairn.engine.command.KeySpec.Counted;
import io.cairn.engine.command.KeySpec.Find;
import io.cairn.engine.command.KeySpec.Range;
import io.cairn.engine.resp.ReplyWriter;
import java.util.Set;

/** A key spec as COMMAND INFO shows it: maps within maps. */
final class KeySpecReply {
    private static final KeyFlag[] FLAGS = KeyFlag.values();

    private KeySpecReply() {}

    static void write(KeySpec spec, ReplyWriter reply) {
        reply.map(3);
        reply.bulk("flags");
        flags(spec.flags(), reply);
        reply.bulk("begin_search");
        begin(spec.begin(), reply);
        reply.bulk("find_keys");
        find(spec.find(), reply);
    }

    /** What a command does with a key. */
    static void flags(Set<KeyFlag> flags, ReplyWriter reply) {
        reply.set(flags.size());
        for (KeyFlag flag : FLAGS) {
            if (flags.contains(flag)) {
                reply.simple(flag.word());
            }
        }
    }

    private static void begin(Begin begin, ReplyWriter reply) {
        if (begin instanceof AtIndex at) {
            type("index", 1, reply);
            number("index", at.index(), reply);
        } else if (begin instanceof AtKeyword at) {
            type("keyword", 2, reply);
            reply.bulk("keyword");
            reply.bulk(at.keyword());
            number("startfrom", at.startFrom(), reply);
        } else {
            type("unknown", 0, reply);
        }
    }

    private static void find(Find find, ReplyWriter reply) {
        if (find instanceof Range range) {
            type("range", 3, reply);
            number("lastkey", range.lastKey(), reply);
            number("keystep", range.step(), reply);
            number("limit", range.limit(), reply);
        } else if (find instanceof Counted counted) {
            type("keynum", 3, reply);
            number("keynumidx", counted.countIndex(), reply);
            number("firstkey", counted.firstKey(), reply);
            number("keystep", counted.step(), reply);
        } else {
            type("unknown", 0, reply);
        }
    }

    /** Announces a spec of {@code size} entries, which follow. */
    private static void type(String type, int size, ReplyWriter reply) {
        reply.map(2);
        reply.bulk("type");
        reply.bulk(type);
        reply.bulk("spec");
        reply.map(size);
    }

    private static void number(String name, int value, ReplyWriter reply) {
        reply.bulk(name);
        reply.integer(value);
    }
}
