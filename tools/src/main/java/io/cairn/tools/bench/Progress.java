package io.cairn.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A line that says how far it has come, on a terminal; nothing elsewhere. One thread. */
public final class Progress {
    private static final String ERASE = "\r\u001b[K";

    private final boolean terminal;

    private Progress(boolean terminal) {
        this.terminal = terminal;
    }

    /** To where errors go. */
    public static Progress onStandardError() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return new Progress(target.startsWith("/dev/pts/") || target.startsWith("/dev/tty"));
        } catch (IOException e) {
            return new Progress(false);
        }
    }

    /** Shows this instead of what was shown. */
    public void show(String format, Object... arguments) {
        if (terminal) {
            System.err.print(ERASE + String.format(Locale.ROOT, format, arguments));
            System.err.flush();
        }
    }

    /** Leaves the line empty. */
    public void clear() {
        show("");
    }
}
