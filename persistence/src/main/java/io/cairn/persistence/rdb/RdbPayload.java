package io.cairn.persistence.rdb;

import static io.cairn.persistence.rdb.RdbException.damaged;

import io.cairn.engine.resp.ReplyWriter;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.Value;
import io.cairn.persistence.rdb.RdbException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * One value as DUMP answers it and RESTORE takes it.
 *
 * <pre>
 *   payload := type: u8, value as in a file, version: u16, checksum: u64     both little-endian
 * </pre>
 *
 * <p>The checksum is that of all before it; unlike in a file, 0 does not stand for "not computed".
 *
 * <p>Cost: O(value); an instance keeps its buffers. One thread at a time.
 */
public final class RdbPayload {
    /** A reply must hold it, with the length in front and the line ends. */
    public static final int MOST_BYTES = ReplyWriter.MAX_BUFFERED_BYTES - 32;

    private static final byte[] NOTHING = {};

    private final RdbOutput out;
    private final boolean compress;
    private final int mostBytes;
    private byte[] payload = NOTHING;
    private int end;

    /** A value whose payload would be longer than it may be. */
    public static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(int mostBytes) {
            super("the serialized value is longer than a reply can be, which is " + mostBytes + " bytes");
        }
    }

    /** Creates one; {@code compress} as in {@link RdbWriter}. */
    public RdbPayload(boolean compress) {
        this(compress, MOST_BYTES);
    }

    /** For tests: with payloads that are too long before they take memory. */
    RdbPayload(boolean compress, int mostBytes) {
        out = new RdbOutput(this::append, compress, true);
        this.compress = compress;
        this.mostBytes = mostBytes;
    }

    /** Returns the payload of a value, of the lowest version that can hold it. */
    public byte[] of(Value value) throws TooLongException {
        out.reset();
        end = 0;
        try {
            write(value, out);
            return end == payload.length ? payload : Arrays.copyOf(payload, end);
        } catch (TooLongException e) {
            throw e;
        } catch (IOException e) {
            throw memoryFailed(e);
        } finally {
            payload = NOTHING;
        }
    }

    /** How long the payload of a value is, or would be if it were not too long. */
    public long length(Value value) {
        RdbOutput counting = new RdbOutput((bytes, offset, length) -> {}, compress, false);
        try {
            write(value, counting);
            return counting.offset();
        } catch (IOException e) {
            throw memoryFailed(e);
        }
    }

    private static void write(Value value, RdbOutput out) throws IOException {
        int type = ValueCodecs.type(value, RdbFormat.DEFAULT_VERSION);
        out.writeByte(type);
        ValueCodecs.write(value, type, out);
        out.writeShort(ValueCodecs.versionFor(type));
        out.writeLong(out.checksum());
        out.flush();
    }

    /** Takes a buffer full: all of the payload, unless it is longer than the buffer. */
    private void append(byte[] bytes, int offset, int length) throws TooLongException {
        long needed = (long) end + length;
        if (needed > mostBytes) {
            throw new TooLongException(mostBytes);
        }
        if (needed > payload.length) {
            payload = Arrays.copyOf(payload, (int) Math.min(mostBytes, Math.max(needed, 2L * payload.length)));
        }
        System.arraycopy(bytes, offset, payload, end, length);
        end = (int) needed;
    }

    /**
     * Checks all of a payload and hands its value to {@code sink} under the name {@code key}.
     *
     * @throws RdbException of kind CHECKSUM, TOO_NEW or TOO_OLD, for which Redis answers "DUMP payload version or checksum
     *     are wrong", or of another kind, for which it answers "Bad data format"; the sink may have had elements of a
     *     collection then, but not its end
     */
    public static void restore(RdbKey key, byte[] payload, int offset, int length, RdbValueSink sink)
            throws RdbException {
        Objects.checkFromIndexSize(offset, length, payload.length);
        int version = checkedVersion(payload, offset, length);
        RdbInput in = new RdbInput(payload, offset, offset + length - RdbFormat.PAYLOAD_FOOTER_LENGTH_BYTES);
        ValueInput value = new ValueInput(in, new NothingBehind(in, sink));
        value.valkey(version == RdbFormat.VALKEY_VERSION);
        try {
            int type = in.readByte();
            if (!RdbFormat.isType(type)) {
                throw damaged(0, RdbInput.hex(type) + " is not the type of a value");
            }
            if (!ValueCodecs.read(type, key, value)) {
                throw damaged(0, value + " has no elements");
            }
        } catch (RdbException e) {
            throw e;
        } catch (IOException e) {
            throw memoryFailed(e);
        }
    }

    private static int checkedVersion(byte[] payload, int offset, int length) throws RdbException {
        int footer = length - RdbFormat.PAYLOAD_FOOTER_LENGTH_BYTES;
        if (footer < 0) {
            throw new RdbException(Kind.CHECKSUM, 0, "a payload of " + length + " bytes has no room for its checksum");
        }
        ByteBuffer words = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        int checksumOffset = length - RdbFormat.CHECKSUM_LENGTH_BYTES;
        if (words.getLong(offset + checksumOffset) != Crc64.of(payload, offset, checksumOffset)) {
            throw new RdbException(Kind.CHECKSUM, checksumOffset, "the checksum is not that of the payload");
        }
        int version = Short.toUnsignedInt(words.getShort(offset + footer));
        if (!RdbFormat.isReadable(version)) {
            Kind kind = version < RdbFormat.OLDEST_VERSION ? Kind.TOO_OLD : Kind.TOO_NEW;
            throw new RdbException(kind, footer, "the payload is of RDB version " + version + ", which is not known");
        }
        return version;
    }

    private static AssertionError memoryFailed(IOException e) {
        return new AssertionError("an array in memory has no I/O errors", e);
    }

    /** Passes a value on if it reaches to the end of the payload. Redis ignores what comes after it. */
    private static final class NothingBehind implements RdbValueSink {
        private final RdbInput in;
        private final RdbValueSink sink;

        NothingBehind(RdbInput in, RdbValueSink sink) {
            this.in = in;
            this.sink = sink;
        }

        @Override
        public void string(RdbKey key, byte[] bytes, int offset, int length) throws RdbException {
            check();
            sink.string(key, bytes, offset, length);
        }

        @Override
        public void integer(RdbKey key, long value) throws RdbException {
            check();
            sink.integer(key, value);
        }

        @Override
        public void begin(RdbKey key, CollectionKind kind) throws RdbException {
            sink.begin(key, kind);
        }

        @Override
        public boolean element(Element element) throws RdbException {
            return sink.element(element);
        }

        @Override
        public boolean field(Element name, Element value, long expireAtMs) throws RdbException {
            return sink.field(name, value, expireAtMs);
        }

        @Override
        public boolean member(Element member, double score) throws RdbException {
            return sink.member(member, score);
        }

        @Override
        public StreamLoader beginStream(RdbKey key) throws RdbException {
            return sink.beginStream(key);
        }

        @Override
        public void end(RdbKey key) throws RdbException {
            check();
            sink.end(key);
        }

        private void check() throws RdbException {
            if (!in.isAtLimit()) {
                throw damaged(in.offset(), "there are bytes behind the value");
            }
        }
    }
}
