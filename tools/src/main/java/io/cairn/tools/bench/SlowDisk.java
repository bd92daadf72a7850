package io.cairn.tools.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Makes every force of a server to its disk take longer, with strace. Both ends of a comparison suffer the same. */
final class SlowDisk {
    private static final String FORCES = "fdatasync,fsync,msync";

    private final Process strace;

    private SlowDisk(Process strace) {
        this.strace = strace;
    }

    /** Delays the forces of {@code server} by {@code delayMicros} until {@link #end}. */
    static SlowDisk of(ServerProcess server, int delayMicros) throws IOException, InterruptedException {
        ServerProcess.requireProgram("strace");
        List<String> command = List.of(
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + FORCES,
                "-e",
                "inject=" + FORCES + ":delay_enter=" + delayMicros,
                "-p",
                Long.toString(server.pid()));
        Process strace = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        // It says nothing when it has attached itself; a refusal ends it.
        if (strace.waitFor(2, TimeUnit.SECONDS)) {
            throw new IOException(
                    "strace cannot follow " + server.name() + ": it ended with code " + strace.exitValue());
        }
        return new SlowDisk(strace);
    }

    /** Ends that. */
    void end() throws InterruptedException {
        // Not by force: strace must let go of the server.
        strace.destroy();
        strace.waitFor();
    }
}
