package io.cairn.engine.command.string;

import io.cairn.testing.Requests;
import io.cairn.testing.SteadyState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done millions of times a second allocates nothing, from the bytes of a request to those of its reply. */
class StringAllocationTest {
    private static final int KEYS = 100;

    private final SteadyState engine = new SteadyState(StringCommands.all());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "GET n",
                "SET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
                "SET n 1234",
                "SET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv KEEPTTL",
                "INCR n",
                "INCRBY n -7",
                "STRLEN k",
                "GETRANGE k 3 9",
                "SETRANGE r 3 abc",
                "MGET k n",
                "SETNX k v",
                "SET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv EX 100",
                "GETEX k PX 100000",
                "PSETEX k 100000 vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv",
                "GETSET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"
            })
    void steadyStateAllocatesNothing(String line) {
        engine.execute(batch("SET k vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv"));
        engine.execute(batch("SET n 1234"));
        engine.execute(batch("SETRANGE r 20 abc"));
        engine.assertAllocatesNothing(batch(line));
    }

    /** The request for many keys, whose names end in a number. */
    private static List<byte[][]> batch(String line) {
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            requests.add(Requests.line(line.replaceAll("\\b([knr])\\b", "$1" + i)));
        }
        return requests;
    }
}
