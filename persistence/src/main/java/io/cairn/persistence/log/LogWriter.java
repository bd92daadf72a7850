package io.cairn.persistence.log;

import io.cairn.persistence.storage.BufferedOutput;
import io.cairn.persistence.storage.Storage;
import java.io.Closeable;
import java.io.IOException;

/**
 * Writes a log file from beginning to end, for tools: no engine waits for it, and nothing names the file before it is whole.
 *
 * <p>Since the file is forced before anything names it, every line may say that what is before it is on the disk: damage
 * anywhere in it is later known for what it is. Cost: one checksum and one copy; writes of 64 KiB. Threads: one.
 */
public final class LogWriter implements Closeable {
    private static final byte[] NOTHING = {};

    private final Storage storage;
    private final BufferedOutput out;
    private final BatchEncoder encoder;
    private final BatchFields fields = new BatchFields();
    private long lastMs;

    private LogWriter(Storage storage, BufferedOutput out, BatchEncoder encoder) {
        this.storage = storage;
        this.out = out;
        this.encoder = encoder;
    }

    /** Begins the file {@code name}, which must not exist; {@code follows} is the salt of the file before it, or 0. */
    public static LogWriter create(Storage storage, String name, long salt, long follows) throws IOException {
        byte[] header = LogFormat.header(salt, follows);
        BatchEncoder encoder = new BatchEncoder(salt, LogFormat.headerCrc(header, LogFormat.HEADER_CRC_AT));
        BufferedOutput out = BufferedOutput.create(storage, name);
        out.write(header, 0, header.length);
        return new LogWriter(storage, out, encoder);
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
        long at = out.position();
        fields.durable = at;
        int line = encoder.encode(at, fields, bytes, from);
        out.write(encoder.buffer(), LogFormat.LINE_AT, line);
        out.write(bytes, from, fields.length);
    }

    /** Marks the end, and forces the file and its directory. */
    public void finish() throws IOException {
        out.force();
        fields.length = 0;
        fields.ms = lastMs;
        fields.database = 0;
        putBatch(NOTHING, 0);
        out.force();
        LogFile.syncDirectoryOf(storage, out.name());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
