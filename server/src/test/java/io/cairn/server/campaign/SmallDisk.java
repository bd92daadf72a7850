package io.cairn.server.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory of a size that can be changed. Needs the right to mount one. */
final class SmallDisk implements AutoCloseable {
    private final Path mountPoint;
    private final Thread unmounter;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
        this.unmounter = new Thread(() -> run("umount", "-l", mountPoint.toString()), "unmounter of a disk");
        Runtime.getRuntime().addShutdownHook(unmounter);
    }

    /** Whether this user may have any; one is mounted to see. */
    static boolean isAllowed(Path directory) throws IOException {
        Path probe = Files.createDirectories(directory.resolve("probe"));
        return run("mount", "-t", "tmpfs", "-o", "size=64k", "cairn-test", probe.toString())
                && run("umount", probe.toString());
    }

    /** Mounts one at {@code mountPoint}, which is made. */
    static SmallDisk mount(Path mountPoint, int kilobytes) throws IOException {
        Files.createDirectory(mountPoint);
        if (!run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "cairn-test", mountPoint.toString())) {
            throw new IOException(mountPoint + ": cannot mount a file system here");
        }
        return new SmallDisk(mountPoint);
    }

    Path path() {
        return mountPoint;
    }

    /** Changes its size; what it holds stays. */
    void resize(int kilobytes) throws IOException {
        if (!run("mount", "-o", "remount,size=" + kilobytes + "k", mountPoint.toString())) {
            throw new IOException(mountPoint + ": cannot change the size");
        }
    }

    private static boolean run(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        run("umount", "-l", mountPoint.toString());
        Runtime.getRuntime().removeShutdownHook(unmounter);
    }
}
