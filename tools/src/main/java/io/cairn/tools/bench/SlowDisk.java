package io.cairn.tools.bench;

import java.util.List;

/** Makes every force of a server to its disk take longer, with strace. Both ends of a comparison suffer the same. */
final class SlowDisk {
    private static final String FORCES = "fdatasync,fsync,msync";

    private SlowDisk() {}

    /**
     * What to put before a server's command so that its forces take {@code delayMicros} longer. The kernel stops it at these calls
     * only: were it stopped at all of them, the more calls a server makes, the less would be measured of what is meant.
     */
    static List<String> of(int delayMicros) {
        return List.of(
                "strace",
                "-D",
                "-f",
                "--seccomp-bpf",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + FORCES,
                "-e",
                "inject=" + FORCES + ":delay_enter=" + delayMicros);
    }
}
