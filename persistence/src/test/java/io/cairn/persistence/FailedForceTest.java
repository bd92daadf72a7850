package io.cairn.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.persistence.log.CommandLog;
import io.cairn.persistence.storage.SimulatedStorage;
import io.cairn.persistence.storage.SimulatedStorage.Operation;
import io.cairn.testing.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A force that fails, once or for good: what was not forced is never acknowledged, and nothing is forgotten. */
class FailedForceTest {
    private final SimulatedStorage storage = new SimulatedStorage();
    private final List<String> fatal = new ArrayList<>();
    private DeferredExecutor snapshotThread = new DeferredExecutor();

    private Datastore open(DurabilityPolicy policy) throws IOException {
        snapshotThread = new DeferredExecutor();
        DatastorePorts ports = new DatastorePorts(storage, new ManualClock(), () -> 7, snapshotThread, false);
        DatastoreOptions options = DatastoreOptions.in(Path.of("")).with(policy);
        return Datastore.open(options, ports, List.of(), (reason, cause) -> fatal.add(reason));
    }

    private static String ask(Datastore store, String... request) throws IOException {
        return new String(store.execute(request), StandardCharsets.ISO_8859_1);
    }

    private static boolean force(Datastore store) throws Exception {
        CommandLog log = Objects.requireNonNull(store.log());
        return log.waitDurable(log.position(), 0);
    }

    private boolean rewrite(Datastore store) {
        store.engine().exclusively(() -> {
            store.snapshots().startRewrite(Objects.requireNonNull(store.appendOnlyFiles()));
            return null;
        });
        snapshotThread.runAll();
        return store.snapshots().rewriteSucceeded();
    }

    @Test
    void endsTheProcessUnderAlwaysAndAcknowledgesNothingOfIt() throws Exception {
        for (int times : new int[] {1, 2, Integer.MAX_VALUE}) {
            fatal.clear();
            storage.fail(Operation.FORCE, 0);
            Datastore store = open(DurabilityPolicy.ALWAYS);
            assertThat(ask(store, "SET", "a", "1")).isEqualTo("+OK\r\n");
            storage.fail(Operation.FORCE, times);
            assertThatThrownBy(() -> ask(store, "SET", "a", "2"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not durable");
            assertThat(fatal)
                    .singleElement()
                    .asString()
                    .contains("appendonly.aof")
                    .contains("BGREWRITEAOF");
            // Nor is it observed, whatever a later force says.
            assertThatThrownBy(() -> ask(store, "GET", "a")).isInstanceOf(IOException.class);
            assertThat(ask(store, "GET", "other")).isEqualTo("$-1\r\n");
            assertThat(ask(store, "SET", "b", "3")).startsWith("-MISCONF");
            assertThat(fatal).hasSize(1);
            storage.powerFailure(bound -> 0);
            storage.fail(Operation.FORCE, 0);
            try (Datastore again = open(DurabilityPolicy.ALWAYS)) {
                assertThat(ask(again, "GET", "a")).isEqualTo("$1\r\n1\r\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = DurabilityPolicy.class, mode = Mode.EXCLUDE, names = "ALWAYS")
    void refusesWritesUntilARewriteHasBeenForced(DurabilityPolicy policy) throws Exception {
        Datastore store = open(policy);
        assertThat(ask(store, "SET", "a", "1")).isEqualTo("+OK\r\n");
        storage.fail(Operation.FORCE, 1);
        assertThat(force(store)).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(ask(store, "SET", "a", "2"))
                    .startsWith("-MISCONF Errors writing to the AOF file: appendonlydir/appendonly.aof")
                    .contains("injected failure of FORCE")
                    .contains("BGREWRITEAOF");
            assertThat(ask(store, "GET", "a")).isEqualTo("$1\r\n1\r\n");
            // It would succeed, for the kernel has forgotten the failure.
            assertThat(force(store)).isFalse();
        }
        storage.fail(Operation.FORCE, Integer.MAX_VALUE);
        assertThat(rewrite(store)).isFalse();
        assertThat(ask(store, "SET", "a", "2")).startsWith("-MISCONF");
        storage.fail(Operation.FORCE, 0);
        assertThat(rewrite(store)).isTrue();
        assertThat(ask(store, "SET", "b", "3")).isEqualTo("+OK\r\n");
        assertThat(force(store)).isTrue();
        assertThat(fatal).isEmpty();
        storage.powerFailure(bound -> 0);
        try (Datastore again = open(policy)) {
            assertThat(ask(again, "MGET", "a", "b")).isEqualTo("*2\r\n$1\r\n1\r\n$1\r\n3\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(DurabilityPolicy.class)
    void isNotForgottenWhenTheProcessIsStartedAgain(DurabilityPolicy policy) throws Exception {
        Datastore store = open(policy);
        storage.fail(Operation.FORCE, 1);
        try {
            assertThat(ask(store, "SET", "a", "1")).isEqualTo("+OK\r\n");
        } catch (IOException e) {
            assertThat(policy).isEqualTo(DurabilityPolicy.ALWAYS);
        }
        boolean ignored = force(store);
        storage.kill();
        Datastore again = open(policy);
        // Whoever is told of it may rely on it once it is called durable.
        assertThat(ask(again, "GET", "a")).isEqualTo("$1\r\n1\r\n");
        assertThat(force(again)).isTrue();
        storage.powerFailure(bound -> 0);
        try (Datastore last = open(policy)) {
            assertThat(ask(last, "GET", "a")).isEqualTo("$1\r\n1\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(value = DurabilityPolicy.class, mode = Mode.EXCLUDE, names = "ALWAYS")
    void readsGoOnWhileKeysExpireInALogThatCannotGrow(DurabilityPolicy policy) throws Exception {
        ManualClock clock = new ManualClock();
        DatastorePorts ports = new DatastorePorts(storage, clock, () -> 7, snapshotThread, false);
        DatastoreOptions options = DatastoreOptions.in(Path.of("")).with(policy);
        Datastore store = Datastore.open(options, ports, List.of(), (reason, cause) -> fatal.add(reason));
        for (int i = 0; i < 500; i++) {
            assertThat(ask(store, "SET", "k" + i, "x", "PX", "1000")).isEqualTo("+OK\r\n");
        }
        assertThat(ask(store, "SET", "stays", "x")).isEqualTo("+OK\r\n");
        storage.fail(Operation.WRITE, Integer.MAX_VALUE);
        clock.advanceMillis(1000);
        for (int i = 0; i < 500; i++) {
            try {
                assertThat(ask(store, "GET", "k" + i)).isEqualTo("$-1\r\n");
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("not durable");
            }
        }
        assertThat(ask(store, "GET", "stays")).isEqualTo("$1\r\nx\r\n");
        assertThat(ask(store, "SET", "stays", "y")).startsWith("-MISCONF");
        assertThat(fatal).isEmpty();
        storage.fail(Operation.WRITE, 0);
        assertThat(rewrite(store)).isTrue();
        assertThat(ask(store, "SET", "k1", "y")).isEqualTo("+OK\r\n");
        store.close();
        try (Datastore again = open(policy)) {
            assertThat(ask(again, "MGET", "k0", "k1", "stays")).isEqualTo("*3\r\n$-1\r\n$1\r\ny\r\n$1\r\nx\r\n");
        }
    }
}
