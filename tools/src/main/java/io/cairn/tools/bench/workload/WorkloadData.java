package io.cairn.tools.bench.workload;

import io.cairn.tools.bench.BigValue;
import io.cairn.tools.bench.Names;
import io.cairn.tools.bench.Pipeline;
import io.cairn.tools.bench.RespConnection;
import java.io.IOException;
import java.util.SplittableRandom;

/** What the requests of a workload are made of; the same in the same order whenever it is made anew. One thread. */
final class WorkloadData {
    private static final long SEED = 20_240_521;

    /** So many different values there are of each length. */
    private static final int VALUES = 1000;

    private static final int KEY_BYTES = 16;
    private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";

    private final int keys;
    private final int payloadBytes;
    private final int clients;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final String letters;

    /**
     * @param keys different keys, or elements of the big value
     * @param payloadBytes length of values
     * @param clients connections
     */
    WorkloadData(int keys, int payloadBytes, int clients) {
        this.keys = keys;
        this.payloadBytes = payloadBytes;
        this.clients = clients;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < payloadBytes + VALUES; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        letters = text.toString();
    }

    int keys() {
        return keys;
    }

    int payloadBytes() {
        return payloadBytes;
    }

    int clients() {
        return clients;
    }

    SplittableRandom random() {
        return random;
    }

    /** A number below that of the keys. */
    int any() {
        return random.nextInt(keys);
    }

    /** The key with a number. */
    static String key(int number) {
        return Names.numbered("key:", number, KEY_BYTES);
    }

    /** One of the keys. */
    String anyKey() {
        return key(any());
    }

    /** A value of the payload's length, any of a thousand. */
    String value() {
        int from = random.nextInt(VALUES);
        return letters.substring(from, from + payloadBytes);
    }

    /** Gives every key a value. */
    void fillStrings(RespConnection connection) throws IOException {
        Pipeline.run(connection, keys, i -> Workload.words("SET", key(i), value()));
    }

    /** A number of a new element, each below that of the keys once, in an order that is nobody's. */
    int fresh(int index) {
        return BigValue.scattered(index, keys);
    }

    /** A command with ten keys, each with a value. */
    String[] anyTen(String command) {
        String[] words = new String[21];
        words[0] = command;
        for (int i = 1; i < words.length; i += 2) {
            words[i] = anyKey();
            words[i + 1] = value();
        }
        return words;
    }

    /** A command with two keys, of which the number of the first is even and that of the second follows. */
    String[] anyPair(String command) {
        int pair = any();
        return Workload.words(command, key(2 * pair), key(2 * pair + 1));
    }

    /** A command on elements of a big value whose numbers follow one another. */
    String[] anyRange(String command, BigValue value, int length) {
        int first = firstOf(length);
        return Workload.words(command, value.key(), Integer.toString(first), Integer.toString(first + length - 1));
    }

    /** Entries of the stream, from one on. */
    String[] anyEntries(int count) {
        BigValue stream = BigValue.STREAM;
        return Workload.words(
                "XRANGE", stream.key(), stream.name(firstOf(count)), "+", "COUNT", Integer.toString(count));
    }

    private int firstOf(int length) {
        return random.nextInt(Math.max(1, keys - length + 1));
    }

    /** Members within a radius of a place that is not at the rim, around which there is nothing. */
    String[] anyCircle(String kilometres) {
        int center = random.nextInt(Math.max(1, keys / 2));
        String longitude = BigValue.longitude(center);
        String latitude = BigValue.latitude(center);
        String key = BigValue.GEO.key();
        return Workload.words("GEOSEARCH", key, "FROMLONLAT", longitude, latitude, "BYRADIUS", kilometres, "km");
    }

    /** The group of a connection. */
    static String group(int connection) {
        return "group:" + connection;
    }

    /** Reads for one connection after the other, all entries of the stream one by one, each followed by its acknowledgement. */
    String[] readOrAcknowledge(int index) {
        String group = group(index / (2 * keys));
        BigValue stream = BigValue.STREAM;
        return index % 2 == 0
                ? Workload.words("XREADGROUP", "GROUP", group, "consumer", "COUNT", "1", "STREAMS", stream.key(), ">")
                : Workload.words("XACK", stream.key(), group, stream.name(index % (2 * keys) / 2));
    }
}
