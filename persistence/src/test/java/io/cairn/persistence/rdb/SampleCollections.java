package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.EncodingLimits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Collections of every kind and size, from a seed: as commands for a server, and in memory. */
final class SampleCollections {
    /** Redis' defaults, and limits that make nearly everything large. */
    static final List<EncodingLimits> LIMITS =
            List.of(EncodingLimits.DEFAULT, new EncodingLimits(3, 0, 2, 30, 3, 2, 30, 2, 30, 0, 0, 0));

    /** Sizes at both sides of what makes a value large, for small limits and the defaults. */
    private static final int[] SIZES = {1, 2, 3, 5, 8, 9, 30, 127, 128, 129, 511, 512, 513, 700};

    private static final int STYLES = 5;

    private static final String[] SCORES = {
        "0",
        "-0",
        "1",
        "-1",
        "0.1",
        "inf",
        "-inf",
        "1e300",
        "-1e-300",
        "3.1415926535897931",
        "9007199254740993",
        "1e17",
        "4611686018427387904",
        "-4611686018427387905",
        "5e-324",
        "17",
        "17"
    };

    private SampleCollections() {}

    /** A list of words: the command that adds them, the key, and what it adds. */
    static List<String[]> commands(long seed) {
        Random random = new Random(seed);
        List<String[]> commands = new ArrayList<>();
        for (String kind : new String[] {"RPUSH", "SADD", "HSET", "ZADD"}) {
            for (int size : SIZES) {
                // Every kind meets every style several times, on either side of its limits.
                for (int i = 0; i < 2; i++) {
                    commands.add(command(kind, size, commands.size() % STYLES, random));
                }
            }
        }
        return commands;
    }

    static String[] command(String kind, int size, int style, Random random) {
        List<String> words = new ArrayList<>(List.of(kind, kind + ":" + size + ":" + style));
        Set<String> texts = new LinkedHashSet<>();
        while (texts.size() < size) {
            texts.add(text(style, random));
        }
        for (String text : texts) {
            switch (kind) {
                case "HSET" -> words.addAll(List.of(text, text(random.nextInt(STYLES), random)));
                case "ZADD" -> words.addAll(List.of(score(style, random), text));
                default -> words.add(text);
            }
        }
        return words.toArray(new String[0]);
    }

    private static String score(int style, Random random) {
        return switch (style) {
            case 0 -> Integer.toString(random.nextInt(100));
            case 1 -> SCORES[random.nextInt(SCORES.length)];
            case 2 -> Double.toString(random.nextGaussian());
            default -> Long.toString(random.nextLong() >> random.nextInt(64));
        };
    }

    /** Numbers, words, a mix, binary, and some longer than a listpack takes. */
    private static String text(int style, Random random) {
        return switch (style) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(50));
            case 1 -> "word:" + random.nextInt(1_000_000);
            case 2 -> random.nextBoolean() ? text(0, random) : text(1, random);
            case 3 -> binary(random, random.nextInt(20) + 3);
            default ->
                random.nextInt(20) == 0
                        ? ("long" + random.nextInt(100_000))
                                .repeat(random.nextInt(random.nextInt(20) == 0 ? 3_000 : 20) + 1)
                        : text(random.nextInt(4), random);
        };
    }

    private static String binary(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return RecordingSink.text(bytes, 0, length);
    }

    /** What the commands make, built as a loader builds it. */
    static MemorySink build(EncodingLimits limits, long seed) {
        MemorySink sink = new MemorySink(limits);
        ValueBuilder builder = new ValueBuilder();
        for (String[] words : commands(seed)) {
            build(words, sink, builder, new long[] {RecordTable.NO_EXPIRY});
        }
        return sink;
    }

    /** Builds what a command makes; the fields of a hash expire at the given times in turn. */
    static void build(String[] words, MemorySink sink, ValueBuilder builder, long[] times) {
        Entry scratch = sink.databases.scratch();
        switch (words[0]) {
            case "RPUSH" -> builder.begin(CollectionKind.LIST, scratch);
            case "SADD" -> builder.begin(CollectionKind.SET, scratch);
            case "HSET" -> builder.begin(CollectionKind.HASH, scratch);
            default -> builder.begin(CollectionKind.SORTED_SET, scratch);
        }
        int step = words[0].equals("HSET") || words[0].equals("ZADD") ? 2 : 1;
        for (int i = 2; i < words.length; i += step) {
            boolean added = switch (words[0]) {
                case "HSET" -> builder.field(element(words[i]), element(words[i + 1]), times[i / 2 % times.length]);
                case "ZADD" -> builder.member(element(words[i + 1]), parse(words[i]));
                default -> builder.element(element(words[i]));
            };
            assertThat(added).isTrue();
        }
        builder.end(sink.entry(words[1]), RecordTable.NO_EXPIRY);
    }

    private static double parse(String score) {
        return score.endsWith("inf")
                ? score.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY
                : Double.parseDouble(score);
    }

    private static Element element(String text) {
        Element element = new Element();
        byte[] bytes = RealRedis.latin1(text);
        element.point(bytes, 0, bytes.length);
        return element;
    }
}
