package io.cairn.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.resp.Args;
import io.cairn.engine.resp.ReplyWriter;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.RecordingJournal;
import io.cairn.testing.TestEngine;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which replies wait, where the numbers are unusual: very many changes that are not durable, and none. */
class UnforcedChangesTest {
    private static final int MANY = 600_000;

    private final TestEngine engine = new TestEngine(EngineCommands.all());
    private final Session session = new Session();
    private final ReplyWriter reply = new ReplyWriter(1024);

    @BeforeEach
    void hold() {
        engine.journal().holdReplies(true);
        engine.journal().holdDurable();
    }

    private long ask(Args request) {
        reply.clear();
        engine.engine().beginBatch();
        try {
            return engine.engine().execute(session, request, reply);
        } finally {
            engine.engine().endBatch();
        }
    }

    private long ask(String... request) {
        return ask(Args.of(request));
    }

    @Test
    void aKeyIsForgottenWhenItsChangeIsDurable() {
        for (int round = 0; round < 5000; round++) {
            String key = "k" + round;
            assertThat(ask("GET", key)).isZero();
            long held = ask("SET", key, "v");
            assertThat(held).isGreaterThan(engine.journal().durablePosition());
            assertThat(ask("GET", key)).isEqualTo(held);
            assertThat(ask("GET", "other")).isZero();
            engine.journal().holdDurable();
            assertThat(engine.journal().durablePosition()).isGreaterThanOrEqualTo(held);
            assertThat(ask("GET", key)).isZero();
            assertThat(ask("DBSIZE")).isZero();
        }
    }

    @Test
    void eachReplyWaitsForItsOwnKeysLastChange() {
        long first = ask("SET", "a", "1");
        long second = ask("SET", "b", "1");
        assertThat(second).isGreaterThan(first);
        assertThat(ask("GET", "a")).isEqualTo(first);
        assertThat(ask("MGET", "c", "b", "a")).isEqualTo(second);
        assertThat(ask("SUNIONSTORE", "d", "e", "f")).as("changes nothing").isZero();
        session.select(1);
        assertThat(ask("GET", "a")).as("of another database").isZero();
        assertThat(ask("DBSIZE")).isEqualTo(second);
    }

    @Test
    void keysThatAreOnlyReadAreNotChanged() {
        ask("SADD", "a", "1");
        engine.journal().holdDurable();
        long held = ask("SUNIONSTORE", "d", "a");
        assertThat(ask("SMEMBERS", "a")).isZero();
        assertThat(ask("SMEMBERS", "d")).isEqualTo(held);
    }

    @Test
    void whenTooManyKeysWaitOnePositionStandsForAll() {
        engine.engine().beginBatch();
        for (int i = 0; i < MANY; i++) {
            engine.engine().execute(session, Args.of("SET", "k" + i, "v"), reply);
            reply.clear();
        }
        engine.engine().endBatch();
        assertThat(ask("GET", "never")).as("all counts as changed").isPositive();
        assertThat(ask("GET", "k1")).isPositive();
        engine.journal().holdDurable();
        assertThat(ask("GET", "k1")).isZero();
        assertThat(ask("GET", "never")).isZero();
        long held = ask("SET", "k1", "w");
        assertThat(ask("GET", "k1")).isEqualTo(held);
        assertThat(ask("GET", "k2")).isZero();
    }

    @Test
    void whatWasChangedBeforeRepliesHadToWaitCountsAsAll() {
        engine.journal().holdReplies(false);
        assertThat(ask("SET", "a", "1")).isZero();
        engine.journal().holdReplies(true);
        assertThat(ask("GET", "b")).isEqualTo(engine.journal().position());
        engine.journal().holdDurable();
        assertThat(ask("GET", "b")).isZero();
    }

    @Test
    void positionsOfAFormerJournalAreForgotten() {
        for (int i = 0; i < 100; i++) {
            ask("SET", "a", "1");
        }
        RecordingJournal next = new RecordingJournal();
        next.holdReplies(true);
        engine.engine().exclusively(() -> {
            engine.engine().useJournal(next);
            return true;
        });
        assertThat(ask("GET", "a")).isZero();
        assertThat(ask("DBSIZE")).isZero();
        next.holdDurable();
        assertThat(ask("SET", "a", "2")).isPositive().isLessThanOrEqualTo(next.position());
        assertThat(ask("GET", "a")).isPositive();
        assertThat(ask("GET", "b")).isZero();
    }

    @Test
    void readsAllocateNothing() {
        ask("SET", "a", "1");
        Args touched = Args.of("GET", "a");
        Args untouched = Args.of("GET", "b");
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 50 && allocated > 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                ask(touched);
                ask(untouched);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }
}
