package io.cairn.persistence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.DatastoreOptions.LogNames;
import io.cairn.persistence.recovery.RecoveryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are long enough for two threads, and logs whose damaged end may be cut. */
class LongLogTest {
    private static final int COMMANDS = 40_000;
    private static final String SET = "*3\r\n$3\r\nSET\r\n$9\r\nkey:%05d\r\n$5\r\n%05d\r\n";
    private static final String NONSENSE = "*1\r\n$8\r\nNONSENSE\r\n";

    @TempDir
    private Path directory = Path.of("");

    private Datastore open(long corruptTailBytes) throws IOException {
        DatastoreOptions usual = DatastoreOptions.in(directory);
        LogNames names = new LogNames("appendonlydir", "appendonly.aof", true, corruptTailBytes);
        return Datastore.open(new DatastoreOptions(
                usual.directory(),
                usual.databases(),
                true,
                usual.policy(),
                names,
                usual.dump(),
                usual.snapshots(),
                usual.encodings(),
                usual.archive()));
    }

    private Path log() {
        return directory.resolve("appendonlydir/appendonly.aof.1.incr.aof");
    }

    /** A log as Redis writes it. */
    private void writePlain(int commands, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < commands; i++) {
            text.append(String.format(SET, i, i));
        }
        Files.createDirectories(log().getParent());
        Files.writeString(log(), text + end, ISO_8859_1);
        Files.writeString(
                log().resolveSibling("appendonly.aof.manifest"), "file appendonly.aof.1.incr.aof seq 1 type i\n");
    }

    private static String run(Datastore store, String... request) throws IOException {
        return new String(store.execute(request), ISO_8859_1);
    }

    @Test
    void ofRedisIsReplayedInOrderAndProtectedFromThenOn() throws IOException {
        writePlain(COMMANDS, String.format(SET, 7, 99999));
        assertThat(Files.size(log())).isGreaterThan(1 << 20);
        try (Datastore store = open(0)) {
            assertThat(store.recovery().commands()).isEqualTo(COMMANDS + 1);
            assertThat(store.recovery().notices()).anyMatch(notice -> notice.endsWith("without checksums"));
            assertThat(run(store, "DBSIZE")).isEqualTo(":" + COMMANDS + "\r\n");
            assertThat(run(store, "GET", "key:00007")).isEqualTo("$5\r\n99999\r\n");
            assertThat(run(store, "GET", "key:39999")).isEqualTo("$5\r\n39999\r\n");
            run(store, "SET", "later", "1");
        }
        Path second = log().resolveSibling("appendonly.aof.2.incr.aof");
        assertThat(Files.readString(second, ISO_8859_1)).startsWith("#cairn-log 1 ");
    }

    @Test
    void ofCairnWithSeveralDatabasesIsReplayedAsItWasWritten() throws IOException {
        try (Datastore store = open(0)) {
            for (int i = 0; i < 3000; i++) {
                run(store, "SET", "key:" + i, "v".repeat(500));
                run(store, "MOVE", "key:" + i, Integer.toString(i % 3));
            }
        }
        assertThat(Files.size(log())).isGreaterThan(1 << 20);
        try (Datastore store = open(0)) {
            assertThat(run(store, "DBSIZE")).isEqualTo(":1000\r\n");
            assertThat(store.engine().databases().size()).isEqualTo(3000);
        }
    }

    @Test
    void withACommandThatFailsFarInsideIsRefusedWithItsNumber() throws IOException {
        StringBuilder rest = new StringBuilder(NONSENSE);
        for (int i = 0; i < COMMANDS; i++) {
            rest.append(String.format(SET, i, i));
        }
        writePlain(COMMANDS, rest.toString());
        byte[] before = Files.readAllBytes(log());
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining(" at offset " + new String(before, ISO_8859_1).indexOf(NONSENSE)
                        + ": its command number " + (COMMANDS + 1) + ", NONSENSE, is unknown");
        assertThat(Files.readAllBytes(log())).isEqualTo(before);
    }

    @Test
    void withACommandWhoseNameIsNoTextIsRefusedInOneLine() throws IOException {
        String strange = "*2\r\n$3\r\na\nb\r\n$2\r\n\n\n\r\n";
        writePlain(3, strange);
        int offset = Files.readString(log(), ISO_8859_1).indexOf(strange);
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining(" at offset " + offset + ": its command number 4, a\\x0ab, is unknown")
                .hasMessageNotContaining("\n");
    }

    @Test
    void withFunctionsIsRefusedForThatReason() throws IOException {
        String functions = "*3\r\n$8\r\nFUNCTION\r\n$4\r\nLOAD\r\n$4\r\n#!lu\r\n";
        for (int before : new int[] {0, 40_000}) {
            writePlain(before, functions);
            int offset = Files.readString(log(), ISO_8859_1).indexOf(functions);
            assertThatThrownBy(() -> open(0))
                    .isInstanceOf(RecoveryException.class)
                    .hasMessageContaining(" at offset " + offset + ": its command number " + (before + 1)
                            + ", FUNCTION, makes functions, which are not supported")
                    .hasMessageContaining("FUNCTION FLUSH");
        }
    }

    @Test
    void ofRedisLosesADamagedEndOnlyWhereTheSettingAllowsIt() throws IOException {
        String damage = "*3\r\n$3\r\nSET\r\n!!!";
        writePlain(100, damage);
        assertThatThrownBy(() -> open(0)).isInstanceOf(RecoveryException.class);
        assertThatThrownBy(() -> open(damage.length() - 1)).isInstanceOf(RecoveryException.class);
        try (Datastore store = open(damage.length())) {
            assertThat(run(store, "DBSIZE")).isEqualTo(":100\r\n");
            assertThat(store.recovery().notices())
                    .anyMatch(notice -> notice.contains("the last " + damage.length() + " bytes")
                            && notice.contains("aof-load-corrupt-tail-max-size"))
                    .noneMatch(notice -> notice.contains("never been durable"));
        }
        try (Datastore store = open(0)) {
            assertThat(run(store, "DBSIZE")).isEqualTo(":100\r\n");
        }
    }

    @Test
    void ofCairnLosesADamagedEndOnlyWhereTheSettingAllowsIt() throws IOException {
        try (Datastore store = open(0)) {
            run(store, "SET", "kept", "1");
            run(store, "SET", "lost", "value");
        }
        byte[] log = Files.readAllBytes(log());
        int at = new String(log, ISO_8859_1).indexOf("value");
        log[at] ^= 1;
        Files.write(log(), log);
        assertThatThrownBy(() -> open(0))
                .isInstanceOf(RecoveryException.class)
                .hasMessageContaining("proves that it had been on the disk");
        assertThatThrownBy(() -> open(20)).isInstanceOf(RecoveryException.class);
        assertThat(Files.readAllBytes(log())).isEqualTo(log);
        try (Datastore store = open(1000)) {
            assertThat(run(store, "EXISTS", "kept", "lost")).isEqualTo(":1\r\n");
            run(store, "SET", "later", "1");
        }
        assertThat(Arrays.equals(Files.readAllBytes(log()), log)).isFalse();
        try (Datastore store = open(0)) {
            assertThat(run(store, "EXISTS", "kept", "lost", "later")).isEqualTo(":2\r\n");
        }
    }
}
