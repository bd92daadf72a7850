package io.cairn.server.command;

import io.cairn.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One reply of each kind that RESP has, for DEBUG PROTOCOL. */
final class ProtocolSamples {
    private ProtocolSamples() {}

    static void reply(String kind, ReplyWriter reply) {
        boolean resp3 = reply.protocol() == 3;
        switch (kind.toLowerCase(Locale.ROOT)) {
            case "string" -> reply.bulk("Hello World");
            case "integer" -> reply.integer(12345);
            case "double" -> reply.number("3.141");
            case "null" -> reply.nullValue();
            case "array" -> {
                reply.array(3);
                integers(reply);
            }
            case "set" -> {
                reply.set(3);
                integers(reply);
            }
            case "map" -> {
                reply.map(3);
                for (int i = 0; i < 3; i++) {
                    reply.integer(i);
                    reply.bool(i == 1);
                }
            }
            case "attrib" -> {
                if (resp3) {
                    raw(reply, "|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n");
                }
                reply.bulk("Some real reply following the attribute");
            }
            case "push" -> push(reply, resp3);
            case "true" -> reply.bool(true);
            case "false" -> reply.bool(false);
            case "verbatim" -> reply.verbatim("This is a verbatim\nstring");
            case "bignum" -> {
                String digits = "1234567999999999999999999999999999999";
                if (resp3) {
                    raw(reply, "(" + digits + "\r\n");
                } else {
                    reply.bulk(digits);
                }
            }
            default ->
                reply.error("ERR Wrong protocol type name. Please use one of the following: string|integer|double|"
                        + "bignum|null|array|set|map|attrib|push|verbatim|true|false");
        }
    }

    private static void integers(ReplyWriter reply) {
        for (int i = 0; i < 3; i++) {
            reply.integer(i);
        }
    }

    private static void push(ReplyWriter reply, boolean resp3) {
        if (!resp3) {
            reply.error("ERR RESP2 is not supported by this command");
            return;
        }
        reply.push(2);
        reply.bulk("server-cpu-usage");
        reply.integer(42);
        reply.bulk("Some real reply following the push reply");
    }

    private static void raw(ReplyWriter reply, String resp) {
        reply.raw(resp.getBytes(StandardCharsets.US_ASCII));
    }
}
