package io.cairn.tools.bench.restart;

import io.cairn.tools.bench.Pipeline;
import io.cairn.tools.bench.RespConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The data set that is loaded: strings of some dozen to some hundred bytes and numbers, small and large hashes,
 * small and large sorted sets. Unit {@code i} of it is always the same; about half of the bytes are strings, a quarter each
 * hashes and sorted sets.
 */
final class RestartData {
    private static final int STRINGS = 8;
    private static final int FIELDS = 6;
    private static final int MEMBERS = 8;
    private static final int LARGE_MEMBERS = 8;

    /** A large hash or sorted set is shared by so many units. */
    private static final int UNITS_PER_LARGE = 20_000;

    private static final int REQUESTS = STRINGS + 4;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private RestartData() {}

    /** Writes units {@code from} to {@code to - 1}. */
    static void fill(RespConnection connection, int from, int to) throws IOException {
        Pipeline.run(connection, REQUESTS * (to - from), i -> request(from + i / REQUESTS, i % REQUESTS));
    }

    private static String[] request(int unit, int which) {
        SplittableRandom random = new SplittableRandom((long) unit * REQUESTS + which);
        String large = ":" + unit / UNITS_PER_LARGE;
        return switch (which) {
            case STRINGS -> hash("hash:" + unit, "field", FIELDS, random);
            case STRINGS + 1 -> hash("large-hash" + large, "field:" + unit + ":", 2, random);
            case STRINGS + 2 -> sortedSet("scores:" + unit, "member", MEMBERS, random);
            case STRINGS + 3 -> sortedSet("large-scores" + large, "member:" + unit + ":", LARGE_MEMBERS, random);
            default -> {
                String key = "string:" + unit + ":" + which;
                yield new String[] {"SET", key, which == 0 ? number(random) : text(random, 20 * which)};
            }
        };
    }

    private static String[] hash(String key, String field, int fields, SplittableRandom random) {
        List<String> request = new ArrayList<>(List.of("HSET", key));
        for (int i = 0; i < fields; i++) {
            request.add(field + i);
            request.add(i == 0 ? number(random) : text(random, 24));
        }
        return request.toArray(String[]::new);
    }

    private static String[] sortedSet(String key, String member, int members, SplittableRandom random) {
        List<String> request = new ArrayList<>(List.of("ZADD", key));
        for (int i = 0; i < members; i++) {
            request.add(random.nextBoolean() ? number(random) : Double.toString(random.nextInt(1 << 20) / 1024.0));
            request.add(member + i);
        }
        return request.toArray(String[]::new);
    }

    private static String number(SplittableRandom random) {
        return Integer.toString(random.nextInt(10_000_000));
    }

    /** Text of up to {@code most} letters and digits at random. */
    private static String text(SplittableRandom random, int most) {
        int length = 1 + random.nextInt(most);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
