package io.cairn.persistence.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.bytes.MappedFile;
import net.openhft.chronicle.core.Jvm;
import net.openhft.chronicle.core.UnsafeMemory;
import net.openhft.chronicle.core.io.ReferenceOwner;

/**
 * The mapped chunks of one file. Nothing else knows Chronicle, whose classes take memory and time at the start, so that a server
 * without a log does not load them.
 *
 * <p>Threads: {@link #store} by one thread, the others by any; {@link #close} must not run beside a store.
 */
final class MappedChunks {
    static final int CHUNK_BYTES = 1 << 20;

    static {
        // Chronicle reports its start-up and timings at these levels; neither says anything about a data directory.
        Jvm.disableDebugHandler();
        Jvm.disablePerfHandler();
    }

    private final ReferenceOwner owner = ReferenceOwner.temporary("log");
    private final Path path;
    private final MappedFile mapping;
    private volatile Window window = Window.EMPTY;

    /** Those from the {@code first}-th chunk of the file on. */
    private static final class Window {
        static final Window EMPTY = new Window(0, new MappedBytesStore[0]);

        final long first;
        final MappedBytesStore[] chunks;

        Window(long first, MappedBytesStore[] chunks) {
            this.first = first;
            this.chunks = chunks;
        }

        long end() {
            return (first + chunks.length) * CHUNK_BYTES;
        }
    }

    /** Maps nothing yet. */
    MappedChunks(Path path) throws IOException {
        this.path = path;
        this.mapping = MappedFile.of(path.toFile(), CHUNK_BYTES, 0, false);
    }

    /** As {@link StorageFile#map}; the file must reach to {@code end}. */
    synchronized void map(long from, long end) throws IOException {
        Window old = window.chunks.length == 0 ? new Window(from / CHUNK_BYTES, window.chunks) : window;
        int count = Math.toIntExact(end / CHUNK_BYTES - old.first);
        for (int i = old.chunks.length; i < count; i++) {
            MappedBytesStore[] chunks = Arrays.copyOf(window.chunks, i + 1);
            chunks[i] = mapping.acquireByteStore(owner, (old.first + i) * CHUNK_BYTES);
            // One by one: what is mapped when the next one fails is known, and will be given back.
            window = new Window(old.first, chunks);
        }
    }

    /** As {@link StorageFile#unmapBefore}. */
    synchronized void unmapBefore(long offset) {
        Window old = window;
        long first = Math.min(offset / CHUNK_BYTES, old.first + old.chunks.length);
        if (first <= old.first) {
            return;
        }
        int dropped = Math.toIntExact(first - old.first);
        window = new Window(first, Arrays.copyOfRange(old.chunks, dropped, old.chunks.length));
        for (int i = 0; i < dropped; i++) {
            old.chunks[i].release(owner);
        }
    }

    /** As {@link StorageFile#store}. */
    void store(long offset, byte[] source, int from, int length) {
        Objects.checkFromIndexSize(from, length, source.length);
        Window mapped = window;
        if (offset < mapped.first * CHUNK_BYTES || offset + length > mapped.end()) {
            throw notMapped(path, offset, length);
        }
        int done = 0;
        while (done < length) {
            long at = offset + done;
            int count = Math.min(length - done, CHUNK_BYTES - (int) (at % CHUNK_BYTES));
            MappedBytesStore chunk = mapped.chunks[(int) (at / CHUNK_BYTES - mapped.first)];
            UnsafeMemory.INSTANCE.copyMemory(source, from + done, chunk.addressForWrite(at), count);
            done += count;
        }
    }

    static IndexOutOfBoundsException notMapped(Path path, long offset, int length) {
        return new IndexOutOfBoundsException(path + ": offset=" + offset + " length=" + length + " is not mapped");
    }

    /** Drops all of them. */
    synchronized void close() {
        unmapBefore(window.end());
        window = Window.EMPTY;
        mapping.releaseLast();
    }
}
