package io.cairn.engine.keyspace;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.structure.RecordCursor;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.value.RecordTypes;
import io.cairn.testing.Dataset;
import io.cairn.testing.EngineCommands;
import io.cairn.testing.RecordingJournal.Batch;
import io.cairn.testing.TestEngine;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields go when their time has come, wherever their hash has been taken to, and though nobody looks. */
class FieldExpiryTest {
    private final TestEngine engine = new TestEngine(EngineCommands.all());

    private void twoFieldsOneExpiring(String key) {
        engine.line("HSET " + key + " f v g w");
        engine.line("HPEXPIRE " + key + " 100 FIELDS 1 f");
    }

    private String content(int database) {
        return Dataset.of(engine.engine()).databases().get(database).toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RENAME h k",
                "COPY h k",
                "MOVE h 3",
                "SWAPDB 0 3",
                "COPY h k DB 3",
                "HSET h x y",
                "HPEXPIRE h 50000 FIELDS 1 g",
                "HINCRBY h n 1",
                "PEXPIRE h 1000000",
                "GET nothing"
            })
    void goWithoutAnybodyLooking(String line) {
        twoFieldsOneExpiring("h");
        engine.line(line);
        engine.advanceAndExpire(101);
        String all = Dataset.of(engine.engine()).toString();
        assertThat(all).contains("hash").doesNotContain("f=v");
        assertThat(engine.engine().databases().expiredFieldCount()).isPositive();
        assertThat(engine.engine().databases().expiredCount()).isZero();
    }

    @Test
    void takeTheirHashAlongWhenTheyAreTheLast() {
        engine.line("HSET h f v g w");
        engine.line("HPEXPIRE h 100 FIELDS 2 f g");
        engine.advanceAndExpire(99);
        assertThat(engine.line("HLEN h")).isEqualTo(":2\\r\\n");
        engine.advanceAndExpire(1);
        assertThat(Dataset.of(engine.engine()).size()).isZero();
        assertThat(engine.journal().commands()).endsWith("HDEL h f", "HDEL h g");
    }

    @Test
    void areGoneForWhoeverLooksAndTheJournalSaysSoFirst() {
        twoFieldsOneExpiring("h");
        engine.clock().advanceMillis(100);
        engine.line("HSETNX h f new");
        assertThat(engine.journal().commands()).endsWith("HDEL h f", "HSETNX h f new");
        assertThat(engine.line("HPTTL h FIELDS 1 f")).isEqualTo("*1\\r\\n:-1\\r\\n");
    }

    @Test
    void doNotKeepAKeyVisible() {
        engine.line("HSET h f v");
        engine.line("HPEXPIRE h 100 FIELDS 1 f");
        engine.line("SET other v");
        engine.clock().advanceMillis(100);
        assertThat(engine.line("KEYS *")).isEqualTo("*1\\r\\n$5\\r\\nother\\r\\n");
        for (int i = 0; i < 20; i++) {
            assertThat(engine.line("RANDOMKEY")).isEqualTo("$5\\r\\nother\\r\\n");
        }
        assertThat(engine.line("EXISTS h")).isEqualTo(":0\\r\\n");
    }

    @Test
    void ofAnEmptiedDatabaseAreForgotten() {
        twoFieldsOneExpiring("h");
        engine.line("FLUSHALL");
        engine.line("HSET h f v");
        engine.advanceAndExpire(1000);
        assertThat(content(0)).contains("f=v");
    }

    @Test
    void ofAHashThatWasReplacedAreForgotten() {
        twoFieldsOneExpiring("h");
        engine.line("SET h string");
        twoFieldsOneExpiring("k");
        engine.line("DEL k");
        engine.line("HSET k f v");
        engine.advanceAndExpire(1000);
        assertThat(content(0)).contains("f=v").contains("string");
    }

    @Test
    void stayWhileALogIsReplayed() {
        twoFieldsOneExpiring("h");
        engine.clock().advanceMillis(200);
        engine.line("HLEN h");

        TestEngine replayed = new TestEngine(EngineCommands.all());
        replayed.engine().databases().setExpiring(false);
        replayed.clock().advanceMillis(1_000_000);
        Batch first = engine.journal().batches().get(0);
        replayed.client().send(first.bytes());
        replayed.client().send(engine.journal().batches().get(1).bytes());
        replayed.advanceAndExpire(0);
        assertThat(replayed.line("HGET h f")).isEqualTo("$1\\r\\nv\\r\\n");
        replayed.client().send(engine.journal().batches().get(2).bytes());
        assertThat(replayed.line("HGET h f")).isEqualTo("$-1\\r\\n");
    }

    @Test
    void ofOneLargeHashGoInSlices() {
        int fields = 5000;
        for (int i = 0; i < fields; i++) {
            engine.execute("HSET", "h", "f" + i, "v");
            engine.execute("HPEXPIRE", "h", "100", "FIELDS", "1", "f" + i);
        }
        engine.line("HSET h stays v");
        engine.clock().advanceMillis(100);
        Keyspace keyspace = engine.engine().databases().keyspace(0);
        long[] slices = new long[1];
        engine.engine().exclusively(() -> {
            while (keyspace.expireSome(4) > 0) {
                slices[0]++;
            }
            return true;
        });
        assertThat(slices[0]).isGreaterThan(fields / 56 / 4 / 2);
        assertThat(engine.engine().databases().expiredFieldCount()).isEqualTo(fields);
        assertThat(content(0)).doesNotContain("f1").contains("stays");
    }

    /** Hashes that come and go long before their fields' time must not leave their names behind. */
    @Test
    void namesOfHashesThatAreGoneAreSweptOut() {
        SnapshotEpoch epoch = new SnapshotEpoch();
        RecordTable keys = new RecordTable(epoch, 1, 2);
        FieldExpiry expiry = new FieldExpiry(new RecordTable(epoch, 3, 4), keys);
        RecordCursor cursor = new RecordCursor();
        int living = 500;
        for (int i = 0; i < 100_000; i++) {
            byte[] name = ("h" + i).getBytes(StandardCharsets.ISO_8859_1);
            keys.find(name, 0, name.length, cursor);
            cursor.put(RecordTypes.EXPIRING_HASH, name, 0, name.length, RecordTable.NO_EXPIRY);
            expiry.note(cursor, 1_000_000);
            if (i >= living) {
                byte[] old = ("h" + (i - living)).getBytes(StandardCharsets.ISO_8859_1);
                keys.find(old, 0, old.length, cursor);
                cursor.remove();
            }
        }
        assertThat(keys.size()).isEqualTo(living);
        assertThat(expiry.size()).isBetween((long) living, 3L * living);
    }
}
