package io.cairn.engine.command.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.RespValue;
import io.cairn.testing.TestEngine;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: SCAN's promise. Method: a whole run over keys, some of which stay while others come and go between the calls, in
 * numbers that make the table grow and shrink. Invariants: every key that stays is listed; nothing is listed that was
 * never there, or that does not match.
 */
class ScanPropertyTest {
    private static int calls;

    @AfterContainer
    static void runsHadManyCalls() {
        assertThat(calls).isGreaterThan(300);
    }

    @Property(tries = 30)
    void listsEveryKeyThatStays(
            @ForAll @IntRange(min = 0, max = 2000) int staying,
            @ForAll @IntRange(min = 0, max = 5000) int others,
            @ForAll @IntRange(min = 0, max = 400) int changesPerCall,
            @ForAll @IntRange(min = 1, max = 100) int count,
            @ForAll long seed) {
        TestEngine engine = new TestEngine(SideBySide.commands(), seed);
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < staying; i++) {
            engine.line("set stay" + i + " 1");
            expected.add("stay" + i);
        }
        for (int i = 0; i < others; i++) {
            engine.line("set other" + i + " 1");
        }
        Random random = new Random(seed);
        boolean growing = random.nextBoolean();
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        do {
            RespValue reply =
                    RespValue.parse(engine.execute("scan", cursor, "match", "stay*", "count", Integer.toString(count)));
            seen.addAll(reply.get(1).texts());
            cursor = reply.get(0).text();
            calls++;
            for (int i = 0; i < changesPerCall; i++) {
                boolean set = random.nextInt(10) < (growing ? 9 : 1);
                String key = (set ? "new" : "other") + random.nextInt(5000);
                engine.line(set ? "set " + key + " 1" : "del " + key);
            }
        } while (!cursor.equals("0"));
        assertThat(seen).isEqualTo(expected);
    }
}
