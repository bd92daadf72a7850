package io.cairn.persistence.archive;

import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;

/**
 * Files as LZ4 frames, which the {@code lz4} program reads.
 *
 * <p>The library's pure Java instance, which checks every access: it loads no native code and no {@code Unsafe}. Memory: a few
 * blocks of 1 MiB. Any thread may use it.
 */
final class Frames {
    private static final int BUFFER_BYTES = 64 << 10;

    /** So that the force at the end is short and the log's forces never wait behind gigabytes. */
    private static final long FORCE_BYTES = 4L << 20;

    private Frames() {}

    /** Takes content in order. */
    @FunctionalInterface
    interface Sink {
        void take(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Writes header and content of a file to a new one and forces it; returns its length, and fails if the file has changed. */
    static long write(Storage storage, String source, ArchivedFile file, String target, Stop stop) throws IOException {
        try (StorageFile from = storage.open(source, Storage.Mode.READ);
                StorageFile to = storage.open(target, Storage.Mode.CREATE)) {
            Output output = new Output(to);
            byte[] header = ArchiveFormat.header(file);
            output.write(header, 0, header.length);
            CRC32C crc = new CRC32C();
            try (OutputStream frame = frame(
                    new BufferedOutputStream(output, BUFFER_BYTES), file.facts().bytes())) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (long at = 0; at < file.facts().bytes(); ) {
                    stop.check();
                    int wanted = (int) Math.min(buffer.length, file.facts().bytes() - at);
                    int count = from.read(at, buffer, 0, wanted);
                    if (count == 0) {
                        throw new IOException(source + ": became shorter while it was archived");
                    }
                    crc.update(buffer, 0, count);
                    frame.write(buffer, 0, count);
                    at += count;
                }
            }
            if ((int) crc.getValue() != file.facts().crc()) {
                throw new IOException(source + ": was read twice and was not the same: check disk and memory");
            }
            to.force();
            return output.at;
        }
    }

    private static OutputStream frame(OutputStream target, long length) throws IOException {
        return new LZ4FrameOutputStream(
                target,
                BLOCKSIZE.SIZE_1MB,
                length,
                LZ4Factory.safeInstance().fastCompressor(),
                XXHashFactory.safeInstance().hash32(),
                FLG.Bits.BLOCK_INDEPENDENCE,
                FLG.Bits.BLOCK_CHECKSUM,
                FLG.Bits.CONTENT_CHECKSUM,
                FLG.Bits.CONTENT_SIZE);
    }

    /**
     * Hands the content of an archived file on; what was handed on counts only when this returns.
     *
     * @throws ArchiveException if the file is not what was archived
     */
    static void read(Storage storage, String path, ArchivedFile file, Sink sink, Stop stop) throws IOException {
        try (StorageFile from = storage.open(path, Storage.Mode.READ)) {
            byte[] header = ArchiveFormat.header(file);
            byte[] start = new byte[header.length];
            int available = from.read(0, start, 0, start.length);
            if (available != start.length || !Arrays.equals(start, header)) {
                throw damaged(path, "its first line is not that of " + file.name());
            }
            long length = 0;
            CRC32C crc = new CRC32C();
            byte[] buffer = new byte[BUFFER_BYTES];
            Input input = new Input(from, header.length);
            for (int count = input.next(buffer); count > 0; count = input.next(buffer)) {
                stop.check();
                crc.update(buffer, 0, count);
                length += count;
                sink.take(buffer, 0, count);
            }
            if (length != file.facts().bytes()
                    || (int) crc.getValue() != file.facts().crc()) {
                throw damaged(path, "its content is not that of " + file.name());
            }
            byte[] end = new byte[Integer.BYTES];
            int read = from.read(from.length() - 2 * Integer.BYTES, end, 0, end.length);
            if (read != end.length || !Arrays.equals(end, new byte[Integer.BYTES])) {
                // The library takes one other number for an end mark, the lz4 program does not.
                throw damaged(path, "its frame does not end as it should");
            }
        }
    }

    static ArchiveException damaged(String path, String what) {
        return new ArchiveException(path + " is damaged: " + what + ". It is not used; restore it from a backup");
    }

    /** Writes to a file, and forces on the way. */
    private static final class Output extends OutputStream {
        private final StorageFile file;
        private long at;
        private long forced;

        Output(StorageFile file) {
            this.file = file;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            file.write(at, bytes, offset, length);
            at += length;
            if (at - forced >= FORCE_BYTES) {
                file.force();
                forced = at;
            }
        }
    }

    /** Reads a file from an offset on, and the frame that begins there. */
    private static final class Input extends InputStream {
        private final StorageFile file;
        private long at;
        private @Nullable IOException failure;
        private @Nullable InputStream frame;

        Input(StorageFile file, long at) {
            this.file = file;
            this.at = at;
        }

        /** Reads some of the frame's content; returns how much, −1 at the end. */
        int next(byte[] buffer) throws IOException {
            try {
                InputStream begun = frame;
                if (begun == null) {
                    begun = new LZ4FrameInputStream(
                            this,
                            LZ4Factory.safeInstance().safeDecompressor(),
                            XXHashFactory.safeInstance().hash32());
                    frame = begun;
                }
                return begun.read(buffer, 0, buffer.length);
            } catch (IOException | RuntimeException e) {
                IOException cause = failure;
                if (cause != null) {
                    throw cause;
                }
                throw damaged(file.name(), String.valueOf(e.getMessage()));
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            try {
                int count = file.read(at, target, offset, length);
                at += count;
                return count == 0 ? -1 : count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
