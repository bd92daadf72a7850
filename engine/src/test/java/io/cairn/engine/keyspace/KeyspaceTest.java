package io.cairn.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.command.Effects;
import io.cairn.engine.structure.LargeValue;
import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SortedCursor;
import io.cairn.engine.structure.SortedTree;
import io.cairn.engine.value.SortedSetValue;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.TestEngine;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"HSET k %1$s %1$s", "SADD k %1$s", "ZADD k 1 %1$s", "GEOADD k 13.4 52.5 %1$s"})
    void theIndexBehindALargeCollectionIsTheTableOfItsElements(String shape) {
        TestEngine engine = new TestEngine(EngineCommands.all());
        Keyspace keyspace = engine.engine().databases().keyspace(0);
        add(engine, shape, 600);

        RecordTable index = Objects.requireNonNull(indexBehind(keyspace, "k"));

        assertThat(index.size()).isEqualTo(600);
        RecordCursor element = new RecordCursor();
        for (int i = 0; i < 600; i++) {
            byte[] name = bytes("element" + i);
            long hash = index.hash(name, 0, name.length);
            assertThat(index.find(name, 0, name.length, hash, element)).isTrue();
        }
        engine.line("DEL k");
        assertThat(indexBehind(keyspace, "k")).isNull();
    }

    @Test
    void membersOfALargeSortedSetStandWhereTheirScoresSay() {
        TestEngine engine = new TestEngine(EngineCommands.all());
        double[] scores = new double[600];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (i - 300) * 0.75e-3 * i;
            scores[i] = i == 7 ? Double.NEGATIVE_INFINITY : i == 8 ? Double.POSITIVE_INFINITY : scores[i];
            engine.line("ZADD k " + scores[i] + " member" + i);
        }
        byte[] key = bytes("k");
        Keyspace keyspace = engine.engine().databases().keyspace(0);
        LargeValue value = Objects.requireNonNull(keyspace.valueBehind(keyspace.hash(key, 0, key.length)));
        SortedTree order = Objects.requireNonNull(value.order());
        SortedCursor at = new SortedCursor();
        for (double score : scores) {
            long prefix = SortedSetValue.orderPrefix(score);
            byte[] begin = ByteBuffer.allocate(Long.BYTES)
                    .putLong(prefix ^ Long.MIN_VALUE)
                    .array();
            at.seek(order, begin, 0, begin.length);
            assertThat(at.isAtEnd()).isFalse();
            int member = at.keyOffset() + begin.length;
            String name = new String(at.bytes(), member, at.keyLength() - begin.length, StandardCharsets.ISO_8859_1);
            assertThat(scores[Integer.parseInt(name.substring("member".length()))] == score)
                    .as(name + " where score=" + score + " should be")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HSET k %1$s %1$s",
                "SADD k %1$s",
                "ZADD k 1 %1$s",
                "GEOADD k 13.4 52.5 %1$s",
                "RPUSH k %1$s",
                "XADD k * f %1$s",
                "APPEND k %1$s"
            })
    void thereIsNoIndexBehindWhatIsCompact(String shape) {
        TestEngine engine = new TestEngine(EngineCommands.all());
        // In the page, and then beside it.
        for (int elements : new int[] {2, 100}) {
            add(engine, shape, elements);
            assertThat(indexBehind(engine.engine().databases().keyspace(0), "k"))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RPUSH k %1$s", "XADD k * f %1$s", "APPEND k %1$s"})
    void thereIsNoIndexBehindWhatHasNoNames(String shape) {
        TestEngine engine = new TestEngine(EngineCommands.all());
        add(engine, shape, 5000);
        assertThat(indexBehind(engine.engine().databases().keyspace(0), "k")).isNull();
    }

    @Test
    void thereIsNoIndexBehindWhatIsNotThere() {
        assertThat(indexBehind(databases.keyspace(0), "k")).isNull();
    }

    private static void add(TestEngine engine, String shape, int elements) {
        for (int i = 0; i < elements; i++) {
            engine.line(shape.formatted("element" + i));
        }
    }

    private static @Nullable RecordTable indexBehind(Keyspace keyspace, String key) {
        byte[] bytes = bytes(key);
        LargeValue value = keyspace.valueBehind(keyspace.hash(bytes, 0, bytes.length));
        return value == null ? null : value.index();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
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
