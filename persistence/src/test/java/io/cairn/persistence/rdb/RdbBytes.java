package io.cairn.persistence.rdb;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Files put together by hand, byte by byte, and read. */
final class RdbBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private RdbBytes() {}

    static RdbBytes file(String magic) {
        return new RdbBytes().text(magic);
    }

    /** Adds one byte per number. */
    RdbBytes add(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    /** Adds one byte per char. */
    RdbBytes text(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Adds what another one has. */
    RdbBytes append(RdbBytes other) {
        bytes.writeBytes(other.toBytes());
        return this;
    }

    /** Adds a string of less than 64 bytes. */
    RdbBytes string(String text) {
        return add(text.length()).text(text);
    }

    RdbBytes int64(long value) {
        bytes.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    RdbBytes int32(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** Adds the end and a right checksum. */
    byte[] end() {
        add(RdbFormat.OPCODE_EOF);
        byte[] content = toBytes();
        return int64(Crc64.of(content, 0, content.length)).toBytes();
    }

    /** Adds the end as files before version 5 have it. */
    byte[] endWithoutChecksum() {
        return add(RdbFormat.OPCODE_EOF).toBytes();
    }

    static RecordingSink read(byte[] file) throws IOException {
        RecordingSink sink = new RecordingSink();
        reader(file, sink).read();
        return sink;
    }

    static RdbReader reader(byte[] file, RdbSink sink) {
        return new RdbReader(new ByteArrayInputStream(file)::read, sink);
    }
}
