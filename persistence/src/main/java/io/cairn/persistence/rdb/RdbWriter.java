package io.cairn.persistence.rdb;

import io.cairn.engine.value.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes one RDB file: header, fields about the file, databases with their keys, end and checksum.
 *
 * <p>The layout is that of {@link RdbFormat}. The caller keeps its order:
 *
 * <pre>
 *   begin (selectDatabase sizes ([idle | frequency] record)*)* finish
 * </pre>
 *
 * <p>Strings get the form that Redis would give them, so a file has about the size of Redis'. Cost: no allocation per
 * record. One thread, one use. Forcing the file to disk is the caller's.
 */
public final class RdbWriter {
    private final RdbOutput out;
    private final int version;
    private final boolean checksum;

    /**
     * Creates a writer.
     *
     * @param version the version to write, from {@link RdbFormat#DEFAULT_VERSION} to 12; the lowest that can hold the data
     *     is loaded by the most servers
     * @param compress whether strings are compressed where that pays ({@code rdbcompression})
     * @param checksum whether the file gets its checksum ({@code rdbchecksum}); without, damage goes unnoticed
     */
    public RdbWriter(RdbTarget target, int version, boolean compress, boolean checksum) {
        if (version < RdbFormat.DEFAULT_VERSION || version > RdbFormat.NEWEST_VERSION) {
            throw new IllegalArgumentException("versions 10 to 12 can be written: version=" + version);
        }
        out = new RdbOutput(target, compress, checksum);
        this.version = version;
        this.checksum = checksum;
    }

    /** Writes the header and the fields about the file, in the map's order; names and values have one char per byte. */
    public void begin(Map<String, String> auxiliary) throws IOException {
        out.writeBytes(RdbFormat.REDIS_MAGIC, 0, RdbFormat.REDIS_MAGIC.length);
        byte[] digits = String.format("%04d", version).getBytes(StandardCharsets.US_ASCII);
        out.writeBytes(digits, 0, digits.length);
        for (Map.Entry<String, String> field : auxiliary.entrySet()) {
            out.writeByte(RdbFormat.OPCODE_AUX);
            writeText(field.getKey());
            writeText(field.getValue());
        }
    }

    private void writeText(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.writeString(bytes, 0, bytes.length);
    }

    /** Writes the source of a library of functions. */
    public void library(byte[] source) throws IOException {
        out.writeByte(RdbFormat.OPCODE_FUNCTION2);
        out.writeString(source, 0, source.length);
    }

    /** Says that the keys that follow are of database {@code index}. */
    public void selectDatabase(int index) throws IOException {
        out.writeByte(RdbFormat.OPCODE_SELECTDB);
        out.writeLength(index);
    }

    /** Says how many keys the database has and how many of them expire, so that a loader can make room at once. */
    public void sizes(long keys, long keysWithExpiry) throws IOException {
        out.writeByte(RdbFormat.OPCODE_RESIZEDB);
        out.writeLength(keys);
        out.writeLength(keysWithExpiry);
    }

    /** Says that the next key was not accessed for {@code seconds}. */
    public void idle(long seconds) throws IOException {
        out.writeByte(RdbFormat.OPCODE_IDLE);
        out.writeLength(seconds);
    }

    /** Says that the next key's logarithmic access counter is {@code counter}, 0 … 255. */
    public void frequency(int counter) throws IOException {
        if (counter < 0 || counter > 255) {
            throw new IllegalArgumentException("a frequency is one byte: counter=" + counter);
        }
        out.writeByte(RdbFormat.OPCODE_FREQ);
        out.writeByte(counter);
    }

    /**
     * Writes a key with its value.
     *
     * @param expireAtMs when the key expires, or {@link RdbKey#NO_EXPIRY}
     */
    public void record(byte[] key, int offset, int length, long expireAtMs, Value value) throws IOException {
        int type = ValueCodecs.type(value, version);
        if (version < ValueCodecs.versionFor(type)) {
            throw new IllegalStateException(
                    "this needs a newer version of the format: type=" + type + ", version=" + version);
        }
        if (expireAtMs != RdbKey.NO_EXPIRY) {
            out.writeByte(RdbFormat.OPCODE_EXPIRETIME_MS);
            out.writeLong(expireAtMs);
        }
        out.writeByte(type);
        out.writeString(key, offset, length);
        ValueCodecs.write(value, type, out);
    }

    /** Writes the end and the checksum, gives all to the target, and returns the length of the file. */
    public long finish() throws IOException {
        out.writeByte(RdbFormat.OPCODE_EOF);
        out.writeLong(checksum ? out.checksum() : 0);
        out.flush();
        return out.offset();
    }

    /** The length of the file so far. */
    public long offset() {
        return out.offset();
    }
}
