package io.cairn.tools.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/**
 * Waits until servers have given back the memory that they do not need: Cairn's collector and compiler do that some seconds after the
 * last request, and some seconds after the start. Brings the option for it with it.
 */
public final class Settling {
    private static final int MOST_SECONDS = 60;
    private static final int QUIET_SECONDS = 4;

    /** Becoming smaller by less than this in a second is quiet. */
    private static final long QUIET_BYTES = 500_000;

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            converter = SecondsOption.class,
            defaultValue = "8",
            description = "how long servers may at least give back memory before it is read; 0 not at all"
                    + " (${DEFAULT-VALUE})")
    private int leastSeconds;

    /** Waits for all of them together. */
    public void of(List<ServerProcess> servers) throws IOException, InterruptedException {
        TimeUnit.SECONDS.sleep(leastSeconds);
        long before = Long.MAX_VALUE;
        int quietSeconds = leastSeconds == 0 ? QUIET_SECONDS : 0;
        for (int second = 0; second < MOST_SECONDS && quietSeconds < QUIET_SECONDS; second++) {
            long resident = 0;
            for (ServerProcess server : servers) {
                resident += server.residentBytes();
            }
            quietSeconds = before - resident < QUIET_BYTES ? quietSeconds + 1 : 0;
            before = resident;
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
