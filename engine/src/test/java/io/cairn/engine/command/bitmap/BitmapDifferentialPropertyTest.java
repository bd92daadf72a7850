package io.cairn.engine.command.bitmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.Requests;
import io.cairn.testing.RespReplies;
import io.cairn.testing.SameReplies;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Goal: the bits of strings are Redis', however long a string is and however it is kept. Method: sequences of requests over
 * few keys to the engine and to a real Redis, with offsets around the edges of bytes, words and pages. Invariants: the same
 * replies and encodings after each request, and the same strings at the end.
 */
@NeedsProgram("redis-server")
class BitmapDifferentialPropertyTest {
    private static final String[] KEYS = {"a", "b", "c"};
    private static final int LENGTH = 60;

    private static final String[] TEMPLATES = {
        "SETBIT key bit 0|1",
        "SETBIT key bit 0|1",
        "SETBIT key bit 1",
        "SETBIT key bit 1",
        "SETBIT key bit 2|-1|x|9223372036854775808",
        "GETBIT key bit",
        "GETBIT key bit",
        "BITCOUNT key",
        "BITCOUNT key byte byte",
        "BITCOUNT key byte byte BYTE|bit|x",
        "BITCOUNT key bit bit BIT",
        "BITCOUNT key bit bit bit",
        "BITCOUNT key byte",
        "BITCOUNT key 0 1 BIT 1",
        "BITPOS key 0|1",
        "BITPOS key 0|1|2|x",
        "BITPOS key 0|1 byte",
        "BITPOS key 0|1 byte byte",
        "BITPOS key 0|1 byte byte BYTE|bit|x",
        "BITPOS key 0|1 bit bit BIT",
        "BITPOS key 0|1 bit bit BIT",
        "BITPOS key 0|1 bit bit BIT 1",
        "BITOP AND|OR|XOR key key key",
        "BITOP AND|OR|XOR key key key key",
        "BITOP and|or|xor|not|nand key key",
        "BITOP NOT key key",
        "BITOP NOT key key key",
        "BITFIELD key GET type bit",
        "BITFIELD key SET type bit number GET type bit",
        "BITFIELD key SET type bit number",
        "BITFIELD key SET type bit number SET type bit number",
        "BITFIELD key INCRBY type bit number",
        "BITFIELD key INCRBY type bit number OVERFLOW SAT|FAIL|WRAP INCRBY type bit number GET type bit",
        "BITFIELD key OVERFLOW SAT|FAIL SET type bit number OVERFLOW fail|sat|none INCRBY type bit number",
        "BITFIELD key",
        "BITFIELD key GET type",
        "BITFIELD key OVERFLOW",
        "BITFIELD_RO key GET type bit GET type bit",
        "BITFIELD_RO key SET type bit number",
        "BITFIELD_RO key OVERFLOW SAT GET type bit",
        "SET key word",
        "SETRANGE key byte word",
        "APPEND key word",
        "GETRANGE key byte byte",
        "STRLEN key",
        "COPY key key REPLACE",
        "DEL key",
        "HSET key f v"
    };

    @SuppressWarnings("NullAway.Init") // Made by start, which jqwik calls first.
    private static SameReplies both;

    private static final Map<String, Integer> CARRIED_OUT = new TreeMap<>();
    private static int longStrings;

    @BeforeContainer
    static void start() throws IOException {
        both = new SameReplies("--proto-max-bulk-len", "1mb");
    }

    @AfterContainer
    static void stop() throws IOException {
        System.out.printf(
                "%d replies compared, %d errors, %d strings in pages at the end; %s%n",
                both.compared(), both.errors(), longStrings, CARRIED_OUT);
        both.close();
        assertThat(CARRIED_OUT.keySet())
                .containsAll(BitmapCommands.all().stream()
                        .map(command -> command.spec().shortName())
                        .toList());
        assertThat(CARRIED_OUT.values()).allMatch(count -> count > 20);
        assertThat(longStrings).isGreaterThan(50);
    }

    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void behavesAsRedis(@ForAll Random random, @ForAll boolean resp3) throws IOException {
        both.reset(resp3 ? 3 : 2);
        both.engine().engine().executor().limit(new io.cairn.engine.resp.ProtocolLimits(1 << 20, Integer.MAX_VALUE));
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < LENGTH; i++) {
            requests.add(Requests.of(fill(TEMPLATES[random.nextInt(TEMPLATES.length)], random)));
        }
        List<byte[]> replies = both.execute(requests, KEYS);
        for (int i = 0; i < requests.size(); i++) {
            if (!RespReplies.isError(replies.get(i))) {
                CARRIED_OUT.merge(
                        new String(requests.get(i)[0], java.nio.charset.StandardCharsets.US_ASCII), 1, Integer::sum);
            }
        }
        for (String key : KEYS) {
            byte[] whole =
                    both.execute(List.<byte[][]>of(Requests.of("GET", key))).get(0);
            longStrings += whole.length > 65_536 ? 1 : 0;
        }
    }

    private static String[] fill(String template, Random random) {
        return List.of(template.split(" ", -1)).stream()
                .map(word -> expand(word, random))
                .collect(Collectors.toList())
                .toArray(String[]::new);
    }

    private static String expand(String word, Random random) {
        String[] alternatives = word.split("\\|", -1);
        if (alternatives.length > 1) {
            return alternatives[random.nextInt(alternatives.length)];
        }
        return switch (word) {
            case "key" -> KEYS[random.nextInt(KEYS.length)];
            case "bit" -> bit(random);
            case "byte" -> position(random, 1);
            case "type" -> type(random);
            case "number" -> number(random);
            case "word" -> text(random);
            default -> word;
        };
    }

    private static String bit(Random random) {
        return random.nextInt(8) == 0 ? "#" + random.nextInt(2000) : position(random, 8);
    }

    /** Near an edge of something, sometimes counted from the end, seldom nonsense. */
    private static String position(Random random, int unit) {
        int[] edges = {0, 1, 8, 44, 64, 512, 3000, 16_384, 32_768, 65_536, 81_920, 1 << 20};
        long near = (long) edges[random.nextInt(edges.length)] * unit + random.nextInt(20) - 10;
        return switch (random.nextInt(20)) {
            case 0 -> Long.toString(-random.nextInt(100));
            case 1 -> Long.toString(-near);
            case 2 -> random.nextBoolean() ? "x" : "4294967296";
            case 3 -> random.nextBoolean() ? "9223372036854775807" : "-9223372036854775808";
            case 4, 5, 6, 7, 8, 9 -> Integer.toString(random.nextInt(600));
            default -> Long.toString(Math.max(0, near));
        };
    }

    private static String type(Random random) {
        return switch (random.nextInt(16)) {
            case 0 -> "u64";
            case 1 -> "i0";
            case 2 -> "8";
            case 3, 4 -> "i64";
            case 5, 6 -> "u63";
            default -> (random.nextBoolean() ? "i" : "u") + (1 + random.nextInt(63));
        };
    }

    private static String number(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> "9223372036854775807";
            case 1 -> "-9223372036854775808";
            case 2 -> "1.5";
            case 3 -> Long.toString(random.nextLong());
            case 4, 5 -> Long.toString((1L << random.nextInt(63)) - random.nextInt(2));
            case 6 -> Long.toString(-(1L << random.nextInt(63)) - random.nextInt(2));
            default -> Integer.toString(random.nextInt(600) - 300);
        };
    }

    private static String text(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> Long.toString(random.nextInt(1000) - 500);
            case 1 -> "\u00ff".repeat(random.nextInt(200));
            case 2 -> "\0".repeat(random.nextInt(200));
            case 3 -> "\u00ff".repeat(70_000);
            case 4 -> "\0".repeat(20_000);
            case 5 -> "";
            default -> Long.toString(random.nextLong(), 36);
        };
    }
}
