package io.cairn.persistence.log;

import io.cairn.persistence.storage.Storage;
import io.cairn.persistence.storage.StorageFile;
import java.io.Closeable;
import java.io.IOException;

/**
 * Writes a log file from beginning to end, for tools: no engine waits for it, and nothing names the file before it is whole.
 *
 * <p>Since the file is forced before anything names it, every line may say that what is before it is on the disk: damage
 * anywhere in it is later known for what it is. Cost: one checksum and one copy; writes of 64 KiB. Threads: one.
 */
public final class LogWriter implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final byte[] NOTHING = {};

    private final Storage storage;
    private final StorageFile file;
    private final BatchEncoder encoder;
    private final BatchFields fields = new BatchFields();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int buffered;
    private long written;
    private long lastMs;

    private LogWriter(Storage storage, StorageFile file, BatchEncoder encoder) {
        this.storage = storage;
        this.file = file;
        this.encoder = encoder;
    }

    /** Begins the file {@code name}, which must not exist; {@code follows} is the salt of the file before it, or 0. */
    public static LogWriter create(Storage storage, String name, long salt, long follows) throws IOException {
        byte[] header = LogFormat.header(salt, follows);
        BatchEncoder encoder = new BatchEncoder(salt, LogFormat.headerCrc(header, LogFormat.HEADER_CRC_AT));
        LogWriter writer = new LogWriter(storage, storage.open(name, Storage.Mode.CREATE), encoder);
        writer.put(header, 0, header.length);
        return writer;
    }

    /** Appends one batch of whole commands, which begin with {@code database} selected. */
    public void append(byte[] bytes, int from, int length, int database, long ms) throws IOException {
        if (length == 0) {
            throw new IllegalArgumentException("an empty batch would be a closing mark: length=" + length);
        }
        fields.length = length;
        fields.ms = ms;
        fields.database = database;
        lastMs = ms;
        putBatch(bytes, from);
    }

    private void putBatch(byte[] bytes, int from) throws IOException {
        long at = written + buffered;
        fields.durable = at;
        int line = encoder.encode(at, fields, bytes, from);
        put(encoder.buffer(), LogFormat.LINE_AT, line);
        put(bytes, from, fields.length);
    }

    private void put(byte[] bytes, int from, int length) throws IOException {
        if (length > buffer.length - buffered) {
            flush();
            if (length > buffer.length) {
                file.write(written, bytes, from, length);
                written += length;
                return;
            }
        }
        System.arraycopy(bytes, from, buffer, buffered, length);
        buffered += length;
    }

    private void flush() throws IOException {
        file.write(written, buffer, 0, buffered);
        written += buffered;
        buffered = 0;
    }

    /** Marks the end, and forces the file and its directory. */
    public void finish() throws IOException {
        flush();
        file.force();
        fields.length = 0;
        fields.ms = lastMs;
        fields.database = 0;
        putBatch(NOTHING, 0);
        flush();
        file.force();
        LogFile.syncDirectoryOf(storage, file.name());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
