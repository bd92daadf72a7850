package io.cairn.persistence.rdb;

import io.cairn.engine.command.generic.PayloadCodec;
import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;

/** DUMP's and RESTORE's payloads in the form of {@link RdbPayload}. Used by the holder of the engine's lock. */
public final class PayloadFormat implements PayloadCodec {
    private static final byte[] NO_KEY = {};

    private final RdbPayload payload = new RdbPayload(true);

    @Override
    public byte[] dump(Value value) {
        StringValue string = (StringValue) value;
        return string.isInteger()
                ? payload.ofInteger(string.integer())
                : payload.ofString(string.bytes(), string.offset(), string.length());
    }

    @Override
    public void restore(byte[] bytes, int offset, int length, Entry into) throws PayloadException {
        try {
            RdbPayload.restore(RdbKey.of(NO_KEY, 0, 0, RdbKey.NO_EXPIRY), bytes, offset, length, new Receiver(into));
        } catch (RdbException e) {
            throw new PayloadException(error(e.kind()));
        }
    }

    private static String error(RdbException.Kind kind) {
        return switch (kind) {
            case CHECKSUM, TOO_NEW, TOO_OLD -> "ERR DUMP payload version or checksum are wrong";
            case DAMAGED, UNSUPPORTED -> "ERR Bad data format";
        };
    }

    /** Keeps the one value that a payload holds. */
    private record Receiver(Entry entry) implements RdbValueSink {
        @Override
        public void string(RdbKey key, byte[] bytes, int offset, int length) {
            entry.putString(bytes, offset, length, RecordTable.NO_EXPIRY);
        }

        @Override
        public void integer(RdbKey key, long number) {
            entry.putInteger(number, RecordTable.NO_EXPIRY);
        }
    }
}
