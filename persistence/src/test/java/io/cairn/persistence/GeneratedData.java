package io.cairn.persistence;

import io.cairn.testing.Requests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Data sets from seeds, as requests that any server of Redis 7.0 or later executes with the same result: every kind of value,
 * several databases, keys that expire in a distant future, and sizes on both sides of wherever the form of a value changes.
 */
final class GeneratedData {
    /** Beyond the life of these tests, and exact in {@code KeyDump}. */
    private static final long FIRST_EXPIRY_MS = 4_102_444_800_000L;

    private static final int[] COUNTS = {1, 2, 3, 4, 5, 7, 8, 9, 100, 101, 127, 128, 129, 511, 512, 513, 600};
    private static final int[] LENGTHS = {0, 1, 5, 11, 12, 20, 21, 43, 44, 45, 63, 64, 65, 127, 128, 253, 254, 255, 256
    };
    private static final int[] LONG_LENGTHS = {4095, 4096, 8191, 8192, 8193, 16_383, 16_384, 65_535, 65_536, 70_001};
    private static final long[] NUMBERS = {
        0,
        1,
        12,
        13,
        -1,
        127,
        128,
        -128,
        -129,
        4095,
        4096,
        -4096,
        -4097,
        9999,
        10_000,
        32_767,
        32_768,
        -32_768,
        -32_769,
        8_388_607,
        8_388_608,
        -8_388_609,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        Integer.MIN_VALUE,
        Integer.MIN_VALUE - 1L,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };
    private static final String[] SCORES = {
        "0",
        "1",
        "-1",
        "0.1",
        "inf",
        "-inf",
        "1e300",
        "-1e-300",
        "5e-324",
        "3.1415926535897931",
        "9007199254740993",
        "1e17"
    };

    /** Kinds of values; each data set has each of them several times. */
    private enum Kind {
        STRING,
        NUMBER,
        BITMAP,
        LOG_LOG,
        LIST,
        SET,
        NUMBERS,
        HASH,
        SORTED_SET,
        GEO,
        STREAM
    }

    /** A key, and what its elements are called. */
    private record Value(int database, String key, Kind kind, List<String> elements) {}

    private final Random random;
    private final List<Value> values = new ArrayList<>();
    private final List<byte[][]> requests = new ArrayList<>();

    private GeneratedData(long seed) {
        random = new Random(seed);
    }

    /**
     * A data set.
     *
     * @param building the requests that build it
     * @param changing more requests, which change most values and remove some
     */
    record Script(List<byte[][]> building, List<byte[][]> changing) {}

    static Script script(long seed) {
        GeneratedData data = new GeneratedData(seed);
        for (Kind kind : Kind.values()) {
            int count = 2 + data.random.nextInt(3);
            for (int i = 0; i < count; i++) {
                data.build(kind, i);
            }
        }
        List<byte[][]> building = List.copyOf(data.requests);
        data.requests.clear();
        data.values.forEach(data::change);
        return new Script(building, List.copyOf(data.requests));
    }

    private void add(String... words) {
        requests.add(Requests.of(words));
    }

    private void add(List<String> words) {
        add(words.toArray(new String[0]));
    }

    private static List<String> words(String... words) {
        return new ArrayList<>(Arrays.asList(words));
    }

    // ---- Building.

    private void build(Kind kind, int number) {
        int database = random.nextInt(3) == 0 ? random.nextInt(16) : 0;
        String key = random.nextInt(8) == 0 ? binary(1 + random.nextInt(80)) + number : kind + ":" + number;
        add("SELECT", Integer.toString(database));
        Value value = new Value(database, key, kind, new ArrayList<>());
        switch (kind) {
            case STRING -> add("SET", key, random.nextInt(3) == 0 ? longText() : text());
            case NUMBER -> add("SET", key, number());
            case BITMAP -> buildBitmap(key);
            case LOG_LOG -> buildInPieces("PFADD", value);
            case LIST -> buildInPieces(random.nextBoolean() ? "RPUSH" : "LPUSH", value);
            case SET, NUMBERS -> buildInPieces("SADD", value);
            case HASH -> buildInPieces("HSET", value);
            case SORTED_SET -> buildInPieces("ZADD", value);
            case GEO -> buildInPieces("GEOADD", value);
            case STREAM -> buildStream(value);
        }
        if (random.nextInt(4) == 0) {
            add("PEXPIREAT", key, Long.toString(FIRST_EXPIRY_MS + random.nextInt(1_000_000)));
        }
        values.add(value);
    }

    private void buildBitmap(String key) {
        for (int i = random.nextInt(20); i >= 0; i--) {
            add("SETBIT", key, Integer.toString(random.nextInt(1 << (4 + random.nextInt(16)))), "1");
        }
    }

    /** The elements in requests of a few hundred. */
    private void buildInPieces(String command, Value value) {
        int count = COUNTS[random.nextInt(COUNTS.length)];
        int style = random.nextInt(4);
        Set<String> names = new LinkedHashSet<>();
        while (names.size() < count) {
            names.add(value.kind == Kind.NUMBERS ? number() : element(style));
        }
        value.elements.addAll(names);
        for (int from = 0; from < count; from += 200) {
            List<String> words = words(command, value.key);
            for (String name : value.elements.subList(from, Math.min(count, from + 200))) {
                switch (value.kind) {
                    case HASH -> words.addAll(List.of(name, element(random.nextInt(4))));
                    case SORTED_SET -> words.addAll(List.of(score(style), name));
                    case GEO -> words.addAll(List.of(degrees(180), degrees(85), name));
                    default -> words.add(name);
                }
            }
            add(words);
        }
    }

    private void buildStream(Value value) {
        int count = COUNTS[random.nextInt(12)];
        List<String> fields = List.of("temperature", "humidity", element(1));
        for (int i = 1; i <= count; i++) {
            String id = 1_700_000_000_000L + i / 3 + "-" + (i % 3 + 1);
            List<String> words = words("XADD", value.key, id);
            for (String field : random.nextInt(4) == 0 ? List.of(text(), "humidity") : fields) {
                words.addAll(List.of(field, element(random.nextInt(3))));
            }
            add(words);
            value.elements.add(id);
        }
        for (int i = 0; i < count; i += 1 + random.nextInt(20)) {
            add("XDEL", value.key, value.elements.get(i));
        }
        if (random.nextBoolean()) {
            buildGroup(value);
        }
    }

    private void buildGroup(Value value) {
        add("XGROUP", "CREATE", value.key, "group", "0");
        for (String consumer : List.of("alice", "bob")) {
            add("XGROUP", "CREATECONSUMER", value.key, "group", consumer);
            add("XREADGROUP", "GROUP", "group", consumer, "COUNT", count(30), "STREAMS", value.key, ">");
        }
        add("XACK", value.key, "group", value.elements.get(random.nextInt(value.elements.size())));
        add("XGROUP", "CREATE", value.key, "idle", "$");
    }

    // ---- Changing.

    private void change(Value value) {
        add("SELECT", Integer.toString(value.database));
        switch (random.nextInt(10)) {
            case 0 -> add("DEL", value.key);
            case 1 -> add("RENAME", value.key, value.key + "'");
            case 2 -> add("COPY", value.key, value.key + "'", "DB", Integer.toString(random.nextInt(16)), "REPLACE");
            case 3 -> add("PEXPIREAT", value.key, Long.toString(FIRST_EXPIRY_MS + random.nextInt(1000)));
            case 4 -> add("PERSIST", value.key);
            default -> changeContent(value);
        }
    }

    private void changeContent(Value value) {
        switch (value.kind) {
            case STRING -> {
                add("APPEND", value.key, text());
                add("SETRANGE", value.key, count(100), text());
            }
            case NUMBER -> add("SET", value.key, number(), "KEEPTTL");
            case BITMAP -> buildBitmap(value.key);
            case LOG_LOG -> add("PFADD", value.key, element(1), element(1));
            case LIST -> {
                add("LINSERT", value.key, "BEFORE", value.elements.get(0), longText());
                add("LPOP", value.key, count(value.elements.size()));
                add("RPUSH", value.key, text(), number());
            }
            case SET, NUMBERS -> {
                remove("SREM", value);
                add("SADD", value.key, element(random.nextInt(4)));
            }
            case HASH -> {
                remove("HDEL", value);
                add("HSET", value.key, element(2), longText());
                add("HINCRBY", value.key, "counter", "7");
            }
            case SORTED_SET, GEO -> {
                remove("ZREM", value);
                add("ZADD", value.key, score(1), element(random.nextInt(4)));
                add("ZPOPMIN", value.key, count(5));
            }
            case STREAM -> {
                add("XTRIM", value.key, "MAXLEN", "=", count(value.elements.size()));
                add("XADD", value.key, "1800000000000-1", "after", text());
                add("XADD", value.key, "1800000000000-2", "after", text());
                add("XDEL", value.key, "1800000000000-2");
            }
        }
    }

    private void remove(String command, Value value) {
        List<String> words = words(command, value.key);
        int count = Math.min(200, 1 + random.nextInt(value.elements.size()));
        words.addAll(value.elements.subList(0, count));
        add(words);
    }

    // ---- Words.

    private String count(int limit) {
        return Integer.toString(1 + random.nextInt(limit));
    }

    private String number() {
        return random.nextInt(3) == 0
                ? Long.toString(NUMBERS[random.nextInt(NUMBERS.length)])
                : Long.toString(random.nextLong() >> random.nextInt(64));
    }

    private String score(int style) {
        return style == 0 ? Integer.toString(random.nextInt(100)) : SCORES[random.nextInt(SCORES.length)];
    }

    private String degrees(int limit) {
        return Double.toString(Math.round((2 * random.nextDouble() - 1) * limit * 1e6) / 1e6);
    }

    /** Numbers, words, a mix with some that are long, and anything. */
    private String element(int style) {
        return switch (style) {
            case 0 -> number();
            case 1 -> "element:" + random.nextInt(1_000_000);
            case 2 -> random.nextInt(50) == 0 ? text() : element(random.nextInt(2));
            default -> binary(3 + random.nextInt(12));
        };
    }

    private String text() {
        return text(LENGTHS[random.nextInt(LENGTHS.length)]);
    }

    private String longText() {
        return text(LONG_LENGTHS[random.nextInt(LONG_LENGTHS.length)]);
    }

    /** Text that compresses, or does not. */
    private String text(int length) {
        if (random.nextBoolean()) {
            return binary(length);
        }
        String piece = "piece " + random.nextInt(1000) + " of a text, ";
        return piece.repeat(length / piece.length() + 1).substring(0, length);
    }

    private String binary(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
