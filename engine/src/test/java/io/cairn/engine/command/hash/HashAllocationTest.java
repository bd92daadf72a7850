package io.cairn.engine.command.hash;

import io.cairn.engine.command.set.SetCommands;
import io.cairn.testing.Requests;
import io.cairn.testing.SteadyState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is done to hashes and sets millions of times a second allocates nothing, in any of their forms: in the page of their
 * key, beside it, and in a table; with fields that expire and without.
 */
class HashAllocationTest {
    private static final int MEMBERS = 100;

    /** How many further elements make a value that lies in its key's page, one beside it, and a table. */
    private static final List<Integer> SIZES = List.of(1, 100, 1000);

    private final SteadyState engine = new SteadyState(Stream.of(SetCommands.all(), HashCommands.all())
            .flatMap(List::stream)
            .toList());

    static Stream<String> requests() {
        return Stream.of(
                        "HGET h f",
                        "HSET h f wwwwwwwww",
                        "HSETNX h f v",
                        "HMGET h f g",
                        "HEXISTS h f",
                        "HLEN h",
                        "HSTRLEN h f",
                        "HGET e f",
                        "HSET e g wwwwwwwww",
                        "HPTTL e FIELDS 1 f",
                        "SISMEMBER s f",
                        "SMISMEMBER s f g nope",
                        "SADD s f",
                        "SISMEMBER i 7",
                        "SADD i 7",
                        "SCARD s")
                .flatMap(line -> SIZES.stream().map(size -> line + " #" + size));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void steadyStateAllocatesNothing(String lineAndSize) {
        String[] parts = lineAndSize.split(" #", 2);
        engine.execute(setUp(Integer.parseInt(parts[1])));
        List<byte[][]> batch = new ArrayList<>();
        for (int i = 0; i < MEMBERS; i++) {
            batch.add(Requests.line(parts[0]));
        }
        engine.assertAllocatesNothing(batch);
    }

    private static List<byte[][]> setUp(int size) {
        List<byte[][]> requests = new ArrayList<>();
        for (String hash : List.of("h", "e")) {
            requests.add(Requests.of("HSET", hash, "f", "vvvvvvvvv", "g", "vvvvvvvvv"));
            for (int i = 0; i < size; i++) {
                requests.add(Requests.of("HSET", hash, "field" + i, "value" + i));
            }
        }
        requests.add(Requests.line("HPEXPIRE e 1000000 FIELDS 1 f"));
        requests.add(Requests.line("SADD s f g"));
        for (int i = 0; i < size; i++) {
            requests.add(Requests.of("SADD", "s", "member" + i));
            requests.add(Requests.of("SADD", "i", Integer.toString(3 + i)));
        }
        requests.add(Requests.line("SADD i 7"));
        return requests;
    }
}
