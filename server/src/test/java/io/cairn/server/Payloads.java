package io.cairn.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.rdb.Crc64;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Payloads for RESTORE that hold no value, with checksums that fit. */
final class Payloads {
    private Payloads() {}

    /** The payload in a reply to DUMP with one thing changed, and a checksum that fits. */
    static byte[] changed(byte[] reply, String from, String to) {
        String text = new String(reply, ISO_8859_1);
        String body = text.substring(text.indexOf('\n') + 1, text.length() - 2 - Long.BYTES);
        assertThat(body).contains(from);
        return withChecksum(latin1(body.replace(from, to)));
    }

    static byte[] withChecksum(byte[] body) {
        return ByteBuffer.allocate(body.length + Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(body)
                .putLong(Crc64.of(body, 0, body.length))
                .array();
    }

    static byte[] latin1(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
