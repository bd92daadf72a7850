package io.cairn.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Effects;
import io.cairn.engine.structure.RecordTable;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.TestEngine;
import java.lang.ref.WeakReference;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeyspaceTest {
    private final Databases databases = new Databases(2, new SplittableRandom(1)::nextLong, new Effects());

    /** Nobody may ever look up a key of that database again, and the whole table would stay for the one looked up last. */
    @Test
    void keepsNothingOfWhatWasCleared() throws InterruptedException {
        WeakReference<Object> value = largeValue(databases.keyspace(1));

        databases.keyspace(1).clear();

        assertGone(value);
    }

    @Test
    void keepsNothingForWhoReadSeveralKeysAtOnce() throws InterruptedException {
        TestEngine engine = new TestEngine(EngineCommands.all());
        WeakReference<Object> value = largeValue(engine.engine().databases().keyspace(0));
        engine.line("SADD s a");
        engine.line("SINTER s s");

        engine.line("FLUSHALL");

        assertGone(value);
    }

    private static void assertGone(WeakReference<Object> value) throws InterruptedException {
        for (int i = 0; i < 100 && value.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(value.get()).isNull();
    }

    private static WeakReference<Object> largeValue(Keyspace keyspace) {
        byte[] text = new byte[1000];
        Entry entry = keyspace.entry(text, 0, 1);
        entry.putString(text, 0, text.length, RecordTable.NO_EXPIRY);
        return new WeakReference<>(entry.cursor().object());
    }
}
