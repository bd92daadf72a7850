package io.cairn.persistence.rdb;

import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Blobs of compact collections, as servers have written them; texts have one char per byte. */
final class SampleBlobs {
    private SampleBlobs() {}

    static byte[] listpack(String... texts) {
        Packed pack = Packed.workspace(100);
        Listpack.clear(pack);
        for (String text : texts) {
            byte[] bytes = RealRedis.latin1(text);
            Listpack.append(pack, bytes, 0, bytes.length);
        }
        return Arrays.copyOf(pack.bytes(), pack.length());
    }

    static byte[] ziplist(String... texts) {
        ByteArrayOutputStream entries = new ByteArrayOutputStream();
        int last = 0;
        int previous = 0;
        for (String text : texts) {
            last = entries.size();
            if (previous < 254) {
                entries.write(previous);
            } else {
                entries.write(254);
                entries.writeBytes(little(4, previous));
            }
            entries.writeBytes(ziplistEntry(text));
            previous = entries.size() - last;
        }
        int total = 10 + entries.size() + 1;
        ByteArrayOutputStream ziplist = new ByteArrayOutputStream();
        ziplist.writeBytes(little(4, total));
        ziplist.writeBytes(little(4, 10 + last));
        ziplist.writeBytes(little(2, texts.length));
        ziplist.writeBytes(entries.toByteArray());
        ziplist.write(0xff);
        return ziplist.toByteArray();
    }

    private static byte[] ziplistEntry(String text) {
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        if (text.matches("0|-?[1-9][0-9]{0,18}")) {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= 12) {
                entry.write(0xf1 + (int) number);
            } else if (number == (byte) number) {
                entry.write(0xfe);
                entry.writeBytes(little(1, number));
            } else if (number == (short) number) {
                entry.write(0xc0);
                entry.writeBytes(little(2, number));
            } else if (number >= -(1 << 23) && number < 1 << 23) {
                entry.write(0xf0);
                entry.writeBytes(little(3, number));
            } else if (number == (int) number) {
                entry.write(0xd0);
                entry.writeBytes(little(4, number));
            } else {
                entry.write(0xe0);
                entry.writeBytes(little(8, number));
            }
            return entry.toByteArray();
        }
        int length = text.length();
        if (length < 64) {
            entry.write(length);
        } else if (length < 1 << 14) {
            entry.write(0x40 | length >> 8);
            entry.write(length);
        } else {
            entry.write(0x80);
            entry.writeBytes(little(4, Integer.reverseBytes(length)));
        }
        entry.writeBytes(RealRedis.latin1(text));
        return entry.toByteArray();
    }

    /** @param free unused bytes behind each value */
    static byte[] zipmap(int free, String... texts) {
        ByteArrayOutputStream zipmap = new ByteArrayOutputStream();
        zipmap.write(texts.length / 2);
        for (int i = 0; i < texts.length; i++) {
            int length = texts[i].length();
            if (length < 254) {
                zipmap.write(length);
            } else {
                zipmap.write(254);
                zipmap.writeBytes(little(4, length));
            }
            boolean isValue = i % 2 == 1;
            if (isValue) {
                zipmap.write(free);
            }
            zipmap.writeBytes(RealRedis.latin1(texts[i]));
            zipmap.writeBytes(new byte[isValue ? free : 0]);
        }
        zipmap.write(0xff);
        return zipmap.toByteArray();
    }

    static byte[] intset(int width, long... numbers) {
        ByteArrayOutputStream intset = new ByteArrayOutputStream();
        intset.writeBytes(little(4, width));
        intset.writeBytes(little(4, numbers.length));
        for (long number : numbers) {
            intset.writeBytes(little(width, number));
        }
        return intset.toByteArray();
    }

    private static byte[] little(int width, long number) {
        byte[] all = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
        return Arrays.copyOf(all, width);
    }

    /** The bytes as a string of the format. */
    static RdbBytes string(byte[] bytes) {
        return RdbBytes.file("")
                .add(0x80)
                .int32(Integer.reverseBytes(bytes.length))
                .text(RecordingSink.text(bytes, 0, bytes.length));
    }

    /** A payload with a right checksum. */
    static byte[] payload(int type, byte[] value, int version) {
        byte[] body = RdbBytes.file("")
                .add(type)
                .text(RecordingSink.text(value, 0, value.length))
                .add(version, 0)
                .toBytes();
        return RdbBytes.file(RecordingSink.text(body, 0, body.length))
                .int64(Crc64.of(body, 0, body.length))
                .toBytes();
    }
}
