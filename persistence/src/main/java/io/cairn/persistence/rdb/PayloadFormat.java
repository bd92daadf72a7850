package io.cairn.persistence.rdb;

import io.cairn.engine.command.generic.PayloadCodec;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.engine.value.Value;

/** DUMP's and RESTORE's payloads in the form of {@link RdbPayload}. Used by the holder of the engine's lock. */
public final class PayloadFormat implements PayloadCodec {
    private static final byte[] NO_KEY = {};

    private final RdbPayload payload;
    private final ValueBuilder builder;

    /** Creates one. */
    public PayloadFormat() {
        this(new RdbPayload(true), new ValueBuilder());
    }

    /** For tests: with parts that they look at. */
    PayloadFormat(RdbPayload payload, ValueBuilder builder) {
        this.payload = payload;
        this.builder = builder;
    }

    @Override
    public byte[] dump(Value value) throws PayloadException {
        try {
            return payload.of(value);
        } catch (RdbPayload.TooLongException e) {
            throw new PayloadException("ERR " + e.getMessage());
        }
    }

    /** How many bytes the value takes in a file, without its type. */
    public long serializedLength(Value value) {
        return payload.length(value) - 1 - RdbFormat.PAYLOAD_FOOTER_LENGTH_BYTES;
    }

    @Override
    public void restore(byte[] bytes, int offset, int length, Entry into) throws PayloadException {
        boolean restored = false;
        try {
            RdbPayload.restore(
                    RdbKey.of(NO_KEY, 0, 0, RdbKey.NO_EXPIRY), bytes, offset, length, new Receiver(into, builder));
            restored = true;
        } catch (RdbException e) {
            if (into.exists()) {
                into.remove();
            }
            throw new PayloadException(error(e.kind()));
        } finally {
            if (!restored) {
                builder.abandon();
            }
        }
    }

    private static String error(RdbException.Kind kind) {
        return switch (kind) {
            case CHECKSUM, TOO_NEW, TOO_OLD -> "ERR DUMP payload version or checksum are wrong";
            case DAMAGED, UNSUPPORTED -> "ERR Bad data format";
        };
    }

    /** Keeps the one value that a payload holds. */
    private record Receiver(Entry entry, ValueBuilder builder) implements RdbValueSink {
        @Override
        public void string(RdbKey key, byte[] bytes, int offset, int length) {
            entry.putString(bytes, offset, length, RecordTable.NO_EXPIRY);
        }

        @Override
        public void integer(RdbKey key, long number) {
            entry.putInteger(number, RecordTable.NO_EXPIRY);
        }

        @Override
        public void begin(RdbKey key, CollectionKind kind) {
            builder.begin(kind, entry);
        }

        @Override
        public boolean element(Element element) {
            return builder.element(element);
        }

        @Override
        public boolean field(Element name, Element value, long expireAtMs) {
            return builder.field(name, value, expireAtMs);
        }

        @Override
        public boolean member(Element member, double score) {
            return builder.member(member, score);
        }

        @Override
        public StreamLoader beginStream(RdbKey key) {
            return builder.beginStream(entry);
        }

        @Override
        public void end(RdbKey key) {
            builder.end(entry, RecordTable.NO_EXPIRY);
        }
    }
}
