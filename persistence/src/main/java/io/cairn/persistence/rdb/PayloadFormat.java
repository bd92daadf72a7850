package io.cairn.persistence.rdb;

import io.cairn.engine.command.generic.PayloadCodec;
import io.cairn.engine.keyspace.DetachedValue;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import org.jspecify.annotations.Nullable;

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
    public DetachedValue restore(byte[] bytes, int offset, int length, SnapshotEpoch epoch) throws PayloadException {
        Receiver receiver = new Receiver(epoch);
        try {
            RdbPayload.restore(RdbKey.of(NO_KEY, 0, 0, RdbKey.NO_EXPIRY), bytes, offset, length, receiver);
        } catch (RdbException e) {
            throw new PayloadException(error(e.kind()));
        }
        return receiver.value();
    }

    private static String error(RdbException.Kind kind) {
        return switch (kind) {
            case CHECKSUM, TOO_NEW, TOO_OLD -> "ERR DUMP payload version or checksum are wrong";
            case DAMAGED, UNSUPPORTED -> "ERR Bad data format";
        };
    }

    /** Keeps the one value that a payload holds. */
    private static final class Receiver implements RdbValueSink {
        private final SnapshotEpoch epoch;
        private @Nullable DetachedValue value;

        Receiver(SnapshotEpoch epoch) {
            this.epoch = epoch;
        }

        @Override
        public void string(RdbKey key, byte[] bytes, int offset, int length) {
            value = DetachedValue.string(bytes, offset, length, epoch);
        }

        @Override
        public void integer(RdbKey key, long number) {
            value = DetachedValue.integer(number, RecordTable.NO_EXPIRY);
        }

        DetachedValue value() {
            DetachedValue received = value;
            if (received == null) {
                throw new IllegalStateException("a payload without a value was accepted");
            }
            return received;
        }
    }
}
