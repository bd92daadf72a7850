package io.cairn.persistence.log;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file made for {@link CommandLog#roll} and not yet appended to. Closing it after the roll does nothing. */
public final class NextLogFile implements Closeable {
    private final String name;
    private @Nullable LogFile file;

    NextLogFile(LogFile file) {
        this.file = file;
        name = file.name();
    }

    /** Hands the file over, with the log's position at its first byte. */
    synchronized LogFile take(long position) {
        LogFile taken = file;
        if (taken == null) {
            throw new IllegalStateException(name + " was rolled to or closed before");
        }
        file = null;
        taken.startAt(position);
        return taken;
    }

    /** Gives up a file that will not be rolled to; it stays in its directory. */
    @Override
    public synchronized void close() throws IOException {
        LogFile unused = file;
        if (unused != null) {
            file = null;
            unused.close();
        }
    }
}
