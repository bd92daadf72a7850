package io.cairn.engine.command.bitmap;

import io.cairn.engine.command.Command;
import io.cairn.engine.command.hyperloglog.HyperLogLogCommands;
import io.cairn.engine.command.string.StringCommands;
import io.cairn.testing.Requests;
import io.cairn.testing.SteadyState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading and writing bits and counters where they lie allocates nothing, in a page, an array or pages. */
class BitmapAllocationTest {
    private static final int REQUESTS = 100;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GETBIT short 7",
                "GETBIT number 7",
                "GETBIT array 7777",
                "GETBIT paged 777777",
                "SETBIT short 7 b",
                "SETBIT array 7777 b",
                "SETBIT paged 777777 b",
                "SETRANGE paged 99999 word",
                "GETRANGE paged 99999 100100",
                "PFADD dense a b c",
                "PFCOUNT dense"
            })
    void steadyStateAllocatesNothing(String line) {
        List<Command> commands = new ArrayList<>(StringCommands.all());
        commands.addAll(BitmapCommands.all());
        commands.addAll(HyperLogLogCommands.all());
        SteadyState engine = new SteadyState(commands);
        engine.execute(List.of(
                Requests.line("SETBIT short 100 1"),
                Requests.line("SET number 12345"),
                Requests.line("SETBIT array 80000 1"),
                Requests.line("SETBIT paged 1000000 1"),
                Requests.line("SETBIT paged 777777 1"),
                Requests.line("SETRANGE paged 99999 word"),
                Requests.line("PFADD dense a b c d e f g h i j"),
                Requests.line("PFDEBUG TODENSE dense")));
        List<byte[][]> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(Requests.line(line.replaceAll("\\bb$", Integer.toString(i % 2))));
        }
        // So that there is something in the journal, for which the others are measured too.
        requests.add(Requests.line("SETBIT short 1 0"));
        requests.add(Requests.line("SETBIT short 1 1"));
        engine.assertAllocatesNothing(requests);
    }
}
