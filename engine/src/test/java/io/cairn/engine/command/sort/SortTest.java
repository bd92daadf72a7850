package io.cairn.engine.command.sort;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.TestEngine;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What chance would seldom find, or Redis does not do alike each time. */
class SortTest {
    private static final String NO_DOUBLE = "-ERR One or more scores can't be converted into double\\r\\n";

    private final TestEngine engine = new TestEngine(EngineCommands.all());

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "5e-324", "1e-310", "nan", "1x", "0x", "1,5"})
    void whatIsNoNumberIsRefused(String text) {
        engine.line("RPUSH l 1 " + text);
        assertThat(engine.line("SORT l")).isEqualTo(NO_DOUBLE);
        assertThat(engine.line("SORT l STORE d")).isEqualTo(NO_DOUBLE);
        assertThat(engine.line("EXISTS d")).isEqualTo(":0\\r\\n");
        engine.line("LREM l 0 " + text);
        assertThat(engine.line("SORT l")).isEqualTo("*1\\r\\n$1\\r\\n1\\r\\n");
    }

    @Test
    void equalWeightsKeepTheOrderOfTheList() {
        engine.line("RPUSH l c a d b a");
        assertThat(engine.line("SORT l BY w_* ALPHA DESC LIMIT 1 3"))
                .isEqualTo("*3\\r\\n$1\\r\\na\\r\\n$1\\r\\nd\\r\\n$1\\r\\nb\\r\\n");
    }

    /** Half a gigabyte of copies otherwise: a longer string and list would be the end of the server. */
    @Test
    void equalElementsShareTheirWeight() {
        ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        engine.line("RPUSH l" + " a".repeat(500) + " b");
        engine.line("SETRANGE w_a 1000000 x");
        engine.line("SET w_b 1");
        long before = memory.getCurrentThreadAllocatedBytes();

        String alphabetic = engine.line("SORT l BY w_* ALPHA LIMIT 500 1");
        String numeric = engine.line("SORT l BY w_* DESC LIMIT 0 1");

        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
        assertThat(alphabetic).isEqualTo("*1\\r\\n$1\\r\\nb\\r\\n");
        assertThat(numeric).isEqualTo("*1\\r\\n$1\\r\\nb\\r\\n");
    }

    @Test
    void equalWeightsOfASetComeInTheOrderOfTheirBytes() {
        engine.line("SADD s c a d b");
        String expected = "*4\\r\\n$1\\r\\na\\r\\n$1\\r\\nb\\r\\n$1\\r\\nc\\r\\n$1\\r\\nd\\r\\n";
        assertThat(engine.line("SORT s BY w_* ALPHA")).isEqualTo(expected);
        assertThat(engine.line("SORT s BY nosort STORE d")).isEqualTo(":4\\r\\n");
        assertThat(engine.line("LRANGE d 0 -1")).isEqualTo(expected);
    }

    @Test
    void theResultMayReplaceWhatIsSorted() {
        engine.line("RPUSH l 3 1 2");
        engine.line("EXPIRE l 100");
        assertThat(engine.line("SORT l STORE l")).isEqualTo(":3\\r\\n");
        assertThat(engine.line("LRANGE l 0 -1")).isEqualTo("*3\\r\\n$1\\r\\n1\\r\\n$1\\r\\n2\\r\\n$1\\r\\n3\\r\\n");
        assertThat(engine.line("TTL l")).isEqualTo(":-1\\r\\n");
    }

    @Test
    void anEmptyResultRemovesTheDestination() {
        engine.line("SET d x");
        assertThat(engine.line("SORT none STORE d")).isEqualTo(":0\\r\\n");
        assertThat(engine.line("EXISTS d")).isEqualTo(":0\\r\\n");
    }

    @Test
    void aLongResultIsALongList() {
        StringBuilder push = new StringBuilder("RPUSH l");
        for (int i = 3000; i > 0; i--) {
            push.append(' ').append(1_000_000 + i);
        }
        engine.line(push.toString());
        assertThat(engine.line("SORT l STORE d")).isEqualTo(":3000\\r\\n");
        assertThat(engine.line("OBJECT ENCODING d")).isEqualTo("$9\\r\\nquicklist\\r\\n");
        assertThat(engine.line("LINDEX d 1234")).isEqualTo("$7\\r\\n1001235\\r\\n");
    }

    @Test
    void theMembersOfASortedSetComeInTheirOwnOrderIfNoneIsAskedFor() {
        engine.line("ZADD z 3 c 1 a 2 b");
        assertThat(engine.line("SORT z BY nosort DESC LIMIT 0 2")).isEqualTo("*2\\r\\n$1\\r\\nc\\r\\n$1\\r\\nb\\r\\n");
        assertThat(engine.line("OBJECT ENCODING z")).isEqualTo("$8\\r\\nlistpack\\r\\n");
    }
}
