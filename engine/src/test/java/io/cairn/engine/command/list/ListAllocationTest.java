package io.cairn.engine.command.list;

import io.cairn.testing.Requests;
import io.cairn.testing.SteadyState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done at the ends of a list and by index allocates nothing, but for leaves that a list grows by. */
class ListAllocationTest {
    private static final int REPETITIONS = 50;

    /** A leaf that came into being and went away again, per batch of a queue that moves on. */
    private static final int OBJECTS_OF_A_LEAF_BYTES = 256;

    private final SteadyState engine = new SteadyState(ListCommands.all());

    @ParameterizedTest
    @CsvSource({
        "5, RPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; RPOP l",
        "5, LPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; LPOP l",
        "5, LINDEX l 2; LSET l 1 wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww; LLEN l; LRANGE l 1 3",
        "200, RPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; LPOP l",
        "3000, RPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; RPOP l",
        "3000, LPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; LPOP l",
        "3000, LINDEX l 1500; LSET l 1700 wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww; LLEN l; LRANGE l 900 950",
    })
    void steadyStateAllocatesNothing(int size, String lines) {
        engine.execute(setUp(size));
        engine.assertAllocatesNothing(repeated(lines));
    }

    @ParameterizedTest
    @CsvSource({
        "3000, RPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; LPOP l",
        "3000, LPUSH l vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv; RPOP l"
    })
    void aQueueReusesTheArraysOfItsLeaves(int size, String lines) {
        engine.execute(setUp(size));
        engine.assertAllocatesAtMost(OBJECTS_OF_A_LEAF_BYTES, repeated(lines));
    }

    private static List<byte[][]> setUp(int size) {
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            requests.add(Requests.line("RPUSH l wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww"));
        }
        // Off the border of a leaf, where each push would make one, and each pop take it away again.
        requests.add(Requests.line("RPUSH l a b c d e"));
        requests.add(Requests.line("LPUSH l a b c d e"));
        return requests;
    }

    private static List<byte[][]> repeated(String lines) {
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < REPETITIONS; i++) {
            Arrays.stream(lines.split(";")).map(Requests::line).forEach(requests::add);
        }
        return requests;
    }
}
