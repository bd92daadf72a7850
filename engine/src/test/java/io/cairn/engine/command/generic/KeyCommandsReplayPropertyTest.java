package io.cairn.engine.command.generic;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.Dataset;
import io.cairn.testing.TestEngine;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Goal: the journal says all that happened, whenever it is read. Method: random requests while time passes and keys
 * expire; then the journal is executed by a second engine whose clock is years ahead. Invariant: both hold the same keys
 * with the same expiries, those included whose time has come but that nobody has met.
 */
class KeyCommandsReplayPropertyTest {
    private static final String WAIT = "WAIT";
    private static long expired;
    private static long replayed;

    @AfterContainer
    static void keysHaveExpiredOnTheWay() {
        assertThat(expired).isGreaterThan(100);
        assertThat(replayed).isGreaterThan(1000);
    }

    @Property(tries = 300)
    void replayingTheJournalGivesTheSameKeys(@ForAll("scripts") List<String> lines) {
        TestEngine first = new TestEngine(SideBySide.commands());
        for (String line : lines) {
            if (line.startsWith(WAIT)) {
                first.clock().advanceMillis(Long.parseLong(line.substring(WAIT.length())));
            } else if (line.equals("CYCLE")) {
                first.advanceAndExpire(1);
            } else {
                first.line(line);
            }
        }
        expired += first.engine().databases().expiredCount();
        assertThat(replay(first)).isEqualTo(Dataset.of(first.engine()));
    }

    private static Dataset replay(TestEngine first) {
        TestEngine second = new TestEngine(SideBySide.commands());
        second.clock().setMillis(first.clock().millis() + 100_000_000_000L);
        second.engine().exclusively(() -> {
            second.engine().databases().setExpiring(false);
            return true;
        });
        for (byte[] reply : second.client().send(first.journal().bytes())) {
            assertThat((char) reply[0]).as("a reply to the journal").isNotEqualTo('-');
            replayed++;
        }
        return Dataset.of(second.engine());
    }

    @Provide
    Arbitrary<List<String>> scripts() {
        Arbitrary<String> line = Arbitraries.frequencyOf(
                Tuple.of(6, RequestLines.any()),
                Tuple.of(3, shortLived()),
                Tuple.of(2, Arbitraries.of("WAIT1", "WAIT499", "WAIT2000", "CYCLE")));
        return line.list().ofMinSize(30).ofMaxSize(80);
    }

    private static Arbitrary<String> shortLived() {
        Arbitrary<String> end = Arbitraries.of("PEXPIRE KEY 1", "PEXPIRE KEY 500", "EXPIRE KEY 2", "SET KEY 1 PX 3");
        return end.flatMap(line -> Arbitraries.of(RequestLines.KEYS).map(key -> line.replace("KEY", key)));
    }
}
