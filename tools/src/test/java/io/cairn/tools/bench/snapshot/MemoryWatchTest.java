package io.cairn.tools.bench.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryWatchTest {
    @TempDir
    private Path proc = Path.of("");

    @Test
    void countsWhatAChildHasForItself() throws IOException {
        Files.createDirectory(proc.resolve("17"));
        Files.writeString(proc.resolve("17/smaps_rollup"), """
                55d6a000-7ffd0000 ---p 00000000 00:00 0                    [rollup]
                Rss:              900000 kB
                Shared_Clean:       1000 kB
                Shared_Dirty:     800000 kB
                Private_Clean:         4 kB
                Private_Dirty:     98996 kB
                Private_Hugetlb:       0 kB
                """);
        assertThat(MemoryWatch.privateBytes(proc, 17)).isEqualTo(99_000L * 1024);
    }

    @Test
    void aChildThatHasEndedHasNothing() {
        assertThat(MemoryWatch.privateBytes(proc, 18)).isZero();
    }
}
