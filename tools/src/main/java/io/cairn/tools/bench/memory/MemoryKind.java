package io.cairn.tools.bench.memory;

import io.cairn.tools.bench.BigValue;
import io.cairn.tools.bench.Names;
import io.cairn.tools.bench.Pipeline;
import io.cairn.tools.bench.RespConnection;
import java.io.IOException;
import java.util.Locale;

/** What a server is filled with, and how much of redis-server's memory it may take. */
enum MemoryKind {
    STRINGS(0.6, "key", "keys of 16 bytes") {
        @Override
        void fill(RespConnection connection, int count, int valueBytes) throws IOException {
            String value = "v".repeat(valueBytes);
            Pipeline.run(connection, count, i -> new String[] {"SET", Names.numbered("key:", i, 16), value});
        }
    },

    HASHES(0.75, "hash", "keys of 16 bytes, 4 fields each: names of 2 bytes, values of 8") {
        @Override
        void fill(RespConnection connection, int count, int valueBytes) throws IOException {
            Pipeline.run(connection, count(count), MemoryKind::smallHash);
        }

        @Override
        int count(int elements) {
            return Math.max(1, elements / FIELDS);
        }
    },

    HASH(0.7, "field", "one key; names of 16 bytes, values of 16"),

    SET(0.7, "member", "one key; members of 16 bytes"),

    ZSET(0.6, "member", "one key; members of 16 bytes, every score different"),

    GEO(0.6, "member", "one key; members of 16 bytes"),

    LIST(1.05, "element", "one key; elements of 32 bytes"),

    STREAM(1.1, "entry", "one key; entries of one field with a value of 8 bytes");

    private static final int FIELDS = 4;

    private final double budget;
    private final String element;
    private final String what;

    MemoryKind(double budget, String element, String what) {
        this.budget = budget;
        this.element = element;
        this.what = what;
    }

    private static String[] smallHash(int index) {
        String[] request = new String[2 + 2 * FIELDS];
        request[0] = "HSET";
        request[1] = Names.numbered("key:", index, 16);
        for (int field = 0; field < FIELDS; field++) {
            request[2 + 2 * field] = "f" + field;
            request[3 + 2 * field] = Names.numbered("v", (index * (long) FIELDS + field) % 10_000_000, 8);
        }
        return request;
    }

    /** Writes this many elements; of hashes, fields. */
    void fill(RespConnection connection, int count, int valueBytes) throws IOException {
        BigValue.valueOf(name()).fill(connection, count);
    }

    /** How many things are counted when so many elements are written. */
    int count(int elements) {
        return elements;
    }

    /** The part of redis-server's memory that Cairn may take. */
    double budget() {
        return budget;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is counted. */
    String element() {
        return element;
    }

    /** What is written, for people. */
    String what() {
        return what;
    }
}
