package io.cairn.engine.command.generic;

import io.cairn.engine.keyspace.Entry;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * DUMP payloads of strings shorter than 20 bytes, byte for byte as Redis 7.0 makes them: a type, the string, the version
 * of RDB in two bytes, a CRC-64 of all that in eight.
 */
final class SmallPayloads implements PayloadCodec {
    private static final int STRING_TYPE = 0;
    private static final int RDB_VERSION = 10;
    private static final int FOOTER_BYTES = 10;
    private static final int INT8 = 0xc0;
    private static final int INT16 = 0xc1;
    private static final int INT32 = 0xc2;
    private static final long CRC_POLYNOMIAL = 0x95ac_9329_ac4b_c9b5L;

    @Override
    public byte[] dump(Value value) {
        StringValue string = (StringValue) value;
        ByteBuffer payload = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        payload.put((byte) STRING_TYPE);
        if (string.isNumeric() && string.parse() == (int) string.parse()) {
            putNumber(payload, (int) string.parse());
        } else if (string.length() < 20) {
            payload.put((byte) string.length()).put(string.copy());
        } else {
            throw new IllegalArgumentException("too long for a small payload: length=" + string.length());
        }
        payload.putShort((short) RDB_VERSION);
        payload.putLong(crc(payload.array(), 0, payload.position()));
        return Arrays.copyOf(payload.array(), payload.position());
    }

    private static void putNumber(ByteBuffer payload, int number) {
        if (number == (byte) number) {
            payload.put((byte) INT8).put((byte) number);
        } else if (number == (short) number) {
            payload.put((byte) INT16).putShort((short) number);
        } else {
            payload.put((byte) INT32).putInt(number);
        }
    }

    @Override
    public void restore(byte[] bytes, int offset, int length, Entry into) throws PayloadException {
        int bodyLength = length - FOOTER_BYTES;
        ByteBuffer payload = ByteBuffer.wrap(bytes, offset, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bodyLength < 0
                || payload.getShort(bodyLength) > RDB_VERSION
                || payload.getLong(bodyLength + 2) != crc(bytes, offset, bodyLength + 2)) {
            throw new PayloadException("ERR DUMP payload version or checksum are wrong");
        }
        if (bodyLength < 2 || payload.get() != STRING_TYPE) {
            throw new PayloadException("ERR Bad data format");
        }
        int kind = payload.get() & 0xff;
        switch (kind) {
            case INT8 -> into.putInteger(payload.get(), RecordTable.NO_EXPIRY);
            case INT16 -> into.putInteger(payload.getShort(), RecordTable.NO_EXPIRY);
            case INT32 -> into.putInteger(payload.getInt(), RecordTable.NO_EXPIRY);
            default -> {
                if (kind > bodyLength - 2) {
                    throw new PayloadException("ERR Bad data format");
                }
                into.putString(bytes, offset + 2, kind, RecordTable.NO_EXPIRY);
            }
        }
    }

    /** A payload with this body and a right footer: what is wrong with it, if anything, is the body. */
    static byte[] seal(byte... body) {
        ByteBuffer payload = ByteBuffer.allocate(body.length + FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        payload.put(body).putShort((short) RDB_VERSION);
        payload.putLong(crc(payload.array(), 0, payload.position()));
        return payload.array();
    }

    private static long crc(byte[] bytes, int offset, int length) {
        long crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[offset + i] & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ CRC_POLYNOMIAL;
            }
        }
        return crc;
    }
}
