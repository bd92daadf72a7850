package io.cairn.engine.differential;

import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that can be learned of all keys by asking, from whoever answers: type, encoding, moment of expiry and
 * value. So the same questions go to Redis and to the engine.
 */
final class KeyDump {
    /** Answers requests, a raw reply for each. */
    @FunctionalInterface
    interface Server {
        List<byte[]> pipeline(List<byte[][]> requests) throws IOException;
    }

    /** How to read a value of each type whole. */
    private static final Map<String, String> READERS = Map.of("string", "GET");

    /**
     * What was answered on one key.
     *
     * @param type as TYPE says it
     * @param encoding as OBJECT ENCODING says it
     * @param expireAtMs as PEXPIRETIME says it
     * @param value the raw reply that holds the value
     */
    record Answers(String type, String encoding, long expireAtMs, String value) {}

    private KeyDump() {}

    /**
     * A line for each key that differs, under {@link ReplyRule#MILLISECONDS} for the time at which it expires.
     *
     * @param encodings whether encodings are compared too
     */
    static List<String> differences(
            SortedMap<String, Answers> ours, SortedMap<String, Answers> theirs, long elapsedMs, boolean encodings) {
        SortedSet<String> names = new TreeSet<>(ours.keySet());
        names.addAll(theirs.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            Answers our = ours.get(name);
            Answers their = theirs.get(name);
            boolean same = our != null
                    && their != null
                    && our.type.equals(their.type)
                    && our.value.equals(their.value)
                    && (!encodings || our.encoding.equals(their.encoding))
                    && ReplyRule.MILLISECONDS.accepts(integer(our.expireAtMs), integer(their.expireAtMs), elapsedMs);
            if (!same) {
                differences.add(name + "\n        ours  " + our + "\n        Redis " + their);
            }
        }
        return differences;
    }

    private static byte[] integer(long value) {
        return Requests.of(":" + value + "\r\n")[0];
    }

    /** All keys of all databases, as {@code number of database: key}. */
    static SortedMap<String, Answers> of(Server server) throws IOException {
        List<byte[][]> listing = new ArrayList<>();
        for (int i = 0; i < TestEngine.DATABASES; i++) {
            listing.add(Requests.of("SELECT", Integer.toString(i)));
            listing.add(Requests.of("KEYS", "*"));
        }
        List<byte[]> listed = server.pipeline(listing);
        SortedMap<String, Answers> answers = new TreeMap<>();
        for (int i = 0; i < TestEngine.DATABASES; i++) {
            List<String> keys = RespValue.parse(listed.get(2 * i + 1)).texts();
            if (!keys.isEmpty()) {
                server.pipeline(List.<byte[][]>of(Requests.of("SELECT", Integer.toString(i))));
                addKeys(i, keys, server, answers);
            }
        }
        return answers;
    }

    private static void addKeys(int database, List<String> keys, Server server, SortedMap<String, Answers> answers)
            throws IOException {
        List<byte[][]> questions = new ArrayList<>();
        for (String key : keys) {
            questions.add(Requests.of("TYPE", key));
            questions.add(Requests.of("OBJECT", "ENCODING", key));
            questions.add(Requests.of("PEXPIRETIME", key));
        }
        List<byte[]> replies = server.pipeline(questions);
        List<byte[][]> readers = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String type = RespValue.parse(replies.get(3 * i)).text();
            readers.add(Requests.of(READERS.getOrDefault(type, "no reader for " + type), keys.get(i)));
        }
        List<byte[]> values = server.pipeline(readers);
        for (int i = 0; i < keys.size(); i++) {
            Answers answer = new Answers(
                    RespValue.parse(replies.get(3 * i)).text(),
                    RespValue.parse(replies.get(3 * i + 1)).text(),
                    Long.parseLong(RespValue.parse(replies.get(3 * i + 2)).text()),
                    RespReplies.text(values.get(i)));
            String name = database + ": " + RespReplies.text(Requests.of(keys.get(i))[0]);
            if (answers.put(name, answer) != null) {
                throw new AssertionError("the same key twice: " + name);
            }
        }
    }
}
