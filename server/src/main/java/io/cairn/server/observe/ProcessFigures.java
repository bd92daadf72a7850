package io.cairn.server.observe;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the operating system and the JVM say of this process. */
public final class ProcessFigures {
    private static final double NANOS_PER_SECOND = 1e9;

    /** The kernel counts processor time in hundredths of a second for everybody who reads this file. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TICKS_FIELD = 11;

    private ProcessFigures() {}

    /** Bytes of the heap in use, garbage that has not been collected included. */
    static long heapUsedBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    static long heapMaxBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax();
    }

    static long machineBytes() {
        return operatingSystem().getTotalMemorySize();
    }

    /** Bytes of the machine's memory that the process occupies; the heap's size where nobody tells. */
    static long residentBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException e) {
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    /** How many files and sockets the process may have open; as many as one likes where nobody tells. */
    public static long maxOpenFiles() {
        return operatingSystem() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Seconds of processor time in the kernel and in user code. */
    static List<Double> cpuSeconds() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.UTF_8);
            // The name in brackets may hold blanks.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return List.of(
                    Long.parseLong(fields[USER_TICKS_FIELD + 1]) / TICKS_PER_SECOND,
                    Long.parseLong(fields[USER_TICKS_FIELD]) / TICKS_PER_SECOND);
        } catch (IOException e) {
            return List.of(0.0, operatingSystem().getProcessCpuTime() / NANOS_PER_SECOND);
        }
    }

    private static OperatingSystemMXBean operatingSystem() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
