package io.cairn.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.testing.NeedsProgram;
import io.cairn.testing.RespClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Under {@code appendfsync always} no reply is ahead of the force that it needs.
 *
 * <p>Method: a whole server under {@code strace}, which makes each force of the log last, and writes them down. Writes come one by
 * one, each after the one before was acknowledged, or seen by another client: so each of them needs a force of its own. A server
 * that answered earlier would have forced many at once.
 */
@NeedsProgram("strace")
class ForcedRepliesTest {
    private static final int WRITES = 40;

    @TempDir
    private Path place = Path.of("");

    /** What is done until a write counts. */
    @FunctionalInterface
    private interface Writer {
        void write(int number) throws IOException;
    }

    @Test
    void noAcknowledgementIsAheadOfItsForce() throws Exception {
        try (ChildServer server = launch();
                RespClient client = ready(server)) {
            long forces = forcesWhile(server, number -> client.line("SET key " + number));
            assertThat(forces).isGreaterThanOrEqualTo(WRITES);
        }
    }

    @Test
    void noWriteIsSeenAheadOfItsForce() throws Exception {
        try (ChildServer server = launch();
                RespClient writer = ready(server);
                RespClient reader = server.connect()) {
            long forces = forcesWhile(server, number -> {
                writer.send("SET key " + number + "\r\n");
                String seen = "";
                while (!seen.endsWith("\\n" + number + "\\r\\n")) {
                    seen = reader.line("GET key");
                }
            });
            assertThat(forces).isGreaterThanOrEqualTo(WRITES);
        }
    }

    private ChildServer launch() throws IOException {
        Path log = Files.createDirectory(place.resolve("data"))
                .toRealPath()
                .resolve("appendonlydir/appendonly.aof.1.incr.aof");
        List<String> tracer = List.of(
                "strace",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-o",
                trace().toString(),
                "-P",
                log.toString(),
                "-e",
                "trace=fdatasync,fsync",
                "-e",
                "inject=fdatasync:delay_exit=20000");
        return ChildServer.launch(place.resolve("data"), tracer, place.resolve("output"), "--appendfsync", "always");
    }

    private Path trace() {
        return place.resolve("trace");
    }

    private static RespClient ready(ChildServer server) throws IOException, InterruptedException {
        assertThat(server.awaitReady()).isTrue();
        return server.connect();
    }

    /** Makes all writes, kills the server, and returns how many forces it has made since the first of them. */
    private long forcesWhile(ChildServer server, Writer writer) throws IOException {
        long before = forces();
        for (int number = 1; number <= WRITES; number++) {
            writer.write(number);
        }
        server.kill();
        return forces() - before;
    }

    private long forces() throws IOException {
        return Files.readAllLines(trace()).stream()
                .filter(line -> line.contains("sync(") || line.contains("sync resumed"))
                .filter(line -> line.matches(".*= 0( \\(DELAYED\\))?"))
                .count();
    }
}
