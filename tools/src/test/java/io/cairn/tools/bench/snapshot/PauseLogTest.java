package io.cairn.tools.bench.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PauseLogTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void findsTheLongestPauseSinceTheMark() throws IOException {
        PauseLog log = new PauseLog(directory.resolve("pauses.log"));
        note("ZMarkStartYoung", 700_000, 900_000);
        log.mark();
        assertThat(log.longestNanos()).isZero();
        note("ZMarkEndYoung", 9000, 11_000);
        note("ICBufferFull", 2000, 48_500);
        note("ZRelocateStartYoung", 1000, 7000);
        assertThat(log.longestNanos()).isEqualTo(48_500);
        assertThat(log.longestWorkNanos()).isEqualTo(9000);
    }

    private void note(String operation, long workNanos, long totalNanos) throws IOException {
        String line = "[2.062s] Safepoint \"" + operation + "\", Time since last: 5 ns, Reaching safepoint: 4100 ns,"
                + " At safepoint: " + workNanos + " ns, Leaving safepoint: 1 ns, Total: " + totalNanos
                + " ns, Threads: 0 runnable\n";
        Files.writeString(directory.resolve("pauses.log"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
