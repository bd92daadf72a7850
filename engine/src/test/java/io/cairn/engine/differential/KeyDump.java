package io.cairn.engine.differential;

import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Everything that can be learned of all keys by asking, from whoever answers: type, encoding, moment of expiry and
 * value. So the same questions go to Redis and to the engine.
 */
public final class KeyDump {
    /** Answers requests, a raw reply for each. */
    @FunctionalInterface
    public interface Server {
        List<byte[]> pipeline(List<byte[][]> requests) throws IOException;
    }

    /** How to read a value of each type whole: the words around its key. */
    private static final Map<String, String> READERS = Map.of(
            "string", "GET %s",
            "list", "LRANGE %s 0 -1",
            "set", "SMEMBERS %s",
            "hash", "HGETALL %s",
            "zset", "ZRANGE %s 0 -1 WITHSCORES",
            "stream", "XINFO STREAM %s FULL COUNT 0");

    /**
     * What was answered on one key.
     *
     * @param type as TYPE says it
     * @param encoding as OBJECT ENCODING says it
     * @param expireAtMs as PEXPIRETIME says it
     * @param value the raw reply that holds the value
     */
    public record Answers(String type, String encoding, long expireAtMs, String value) {}

    private KeyDump() {}

    /**
     * A line for each key that differs, under {@link ReplyRule#MOMENT_MILLISECONDS} for the time at which it expires.
     *
     * @param encodings whether encodings are compared too
     */
    public static List<String> differences(
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
                    && (!encodings || isSameEncoding(our, their))
                    && ReplyRule.MOMENT_MILLISECONDS.accepts(
                            integer(our.expireAtMs), integer(their.expireAtMs), elapsedMs);
            if (!same) {
                differences.add(name + "\n        ours  " + our + "\n        Redis " + their);
            }
        }
        return differences;
    }

    /** Lists of Redis 7.0 have one encoding only; since 7.2 small ones are listpacks. */
    private static boolean isSameEncoding(Answers our, Answers their) {
        return our.encoding.equals(their.encoding)
                || our.type.equals("list") && our.encoding.equals("listpack") && their.encoding.equals("quicklist");
    }

    private static byte[] integer(long value) {
        return Requests.of(":" + value + "\r\n")[0];
    }

    /** All keys of all databases, as {@code number of database: key}. */
    public static SortedMap<String, Answers> of(Server server) throws IOException {
        List<Place> places = places(server);
        List<byte[]> replies = ask(
                server,
                places,
                place -> List.of(
                        Requests.of("TYPE", place.key),
                        Requests.of("OBJECT", "ENCODING", place.key),
                        Requests.of("PEXPIRETIME", place.key)));
        List<String> texts =
                replies.stream().map(reply -> RespValue.parse(reply).text()).toList();
        Iterator<String> types = texts.iterator();
        List<byte[]> values = ask(server, places, place -> {
            String type = types.next();
            types.next();
            types.next();
            String reader = READERS.get(type);
            if (reader == null) {
                throw new AssertionError("no reader for " + type);
            }
            String[] words = reader.split(" ");
            words[Arrays.asList(words).indexOf("%s")] = place.key;
            return List.<byte[][]>of(Requests.of(words));
        });
        SortedMap<String, Answers> answers = new TreeMap<>();
        for (int i = 0; i < places.size(); i++) {
            long expireAtMs = Long.parseLong(texts.get(3 * i + 2));
            String value = text(texts.get(3 * i), values.get(i));
            Answers answer = new Answers(texts.get(3 * i), texts.get(3 * i + 1), expireAtMs, value);
            if (answers.put(places.get(i).toString(), answer) != null) {
                throw new AssertionError("the same key twice: " + places.get(i));
            }
        }
        return answers;
    }

    /** The value with what has no order in one. */
    private static String text(String type, byte[] reply) {
        return switch (type) {
            case "set" -> RespValue.parse(reply).sorted().toString();
            case "hash" -> RespValue.parse(reply).sortedPairs().toString();
            case "stream" -> StreamReplies.withoutTimes(RespValue.parse(reply)).toString();
            default -> RespReplies.text(reply);
        };
    }

    private record Place(int database, String key) {
        @Override
        public String toString() {
            return database + ": " + RespReplies.text(Requests.of(key)[0]);
        }
    }

    private static List<Place> places(Server server) throws IOException {
        List<byte[][]> listing = new ArrayList<>();
        for (int i = 0; i < TestEngine.DATABASES; i++) {
            listing.add(select(i));
            listing.add(Requests.of("KEYS", "*"));
        }
        List<byte[]> listed = server.pipeline(listing);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < TestEngine.DATABASES; i++) {
            for (String key : RespValue.parse(listed.get(2 * i + 1)).texts()) {
                places.add(new Place(i, key));
            }
        }
        return places;
    }

    /** Asks the same of every place at once; returns the replies without those to SELECT. */
    private static List<byte[]> ask(Server server, List<Place> places, Function<Place, List<byte[][]>> questions)
            throws IOException {
        List<byte[][]> requests = new ArrayList<>();
        for (Place place : places) {
            requests.add(select(place.database));
            requests.addAll(questions.apply(place));
        }
        List<byte[]> replies = server.pipeline(requests);
        return IntStream.range(0, replies.size())
                .filter(i -> requests.get(i).length != 2 || !"SELECT".equals(RespReplies.text(requests.get(i)[0])))
                .mapToObj(replies::get)
                .toList();
    }

    private static byte[][] select(int database) {
        return Requests.of("SELECT", Integer.toString(database));
    }
}
