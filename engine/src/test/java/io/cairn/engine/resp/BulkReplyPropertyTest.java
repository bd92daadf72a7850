package io.cairn.engine.resp;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.structure.Listpack;
import io.cairn.engine.structure.Packed;
import io.cairn.engine.structure.StreamId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Goal: a bulk string has the right header and the right bytes, wherever they lie and however full the buffer is.
 *
 * <p>Method: texts, numbers and ids of every length, from the middle and the end of an array, one by one and as the entries of a
 * listpack, written by a writer that begins with an array of any size. Invariant: the reply is the one put together byte by
 * byte, and the offset behind the entries is right, also of a writer that is muted.
 */
class BulkReplyPropertyTest {
    @Property(tries = 500)
    void stringsAreWrittenAsTheyAre(@ForAll Random random) {
        ReplyWriter reply = new ReplyWriter(random.nextInt(300));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = random.nextInt(30); i > 0; i--) {
            byte[] text = text(random);
            int offset = random.nextInt(10);
            byte[] array = Arrays.copyOf(new byte[offset], offset + text.length + random.nextInt(80));
            System.arraycopy(text, 0, array, offset, text.length);
            reply.bulk(array, offset, text.length);
            put(expected, text);
        }
        assertThat(written(reply)).isEqualTo(expected.toByteArray());
    }

    @Property(tries = 500)
    void entriesOfAListpackAreWrittenAsTheyAre(@ForAll Random random) {
        byte[][] texts = new byte[random.nextInt(30)][];
        Packed pack = Packed.workspace(16);
        Listpack.clear(pack);
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(random);
            Listpack.append(pack, texts[i], 0, texts[i].length);
        }
        int start = random.nextInt(10);
        byte[] packed = Arrays.copyOf(new byte[start], start + pack.length() + random.nextInt(80));
        System.arraycopy(pack.bytes(), 0, packed, start, pack.length());
        int first = random.nextInt(texts.length + 1);
        int count = random.nextInt(texts.length - first + 1);
        int at = first == texts.length ? Listpack.end(packed, start) : Listpack.seek(packed, start, first);
        int behind = at;
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = first; i < first + count; i++) {
            put(expected, texts[i]);
            behind = Listpack.next(packed, behind);
        }

        ReplyWriter reply = new ReplyWriter(random.nextInt(300));
        assertThat(reply.entries(packed, at, count)).isEqualTo(behind);
        assertThat(written(reply)).isEqualTo(expected.toByteArray());

        reply.mute(true);
        assertThat(reply.entries(packed, at, count)).isEqualTo(behind);
        assertThat(written(reply)).isEqualTo(expected.toByteArray());
    }

    @Property(tries = 500)
    void numbersAndIdsAreWrittenAsTheirTexts(@ForAll Random random) {
        ReplyWriter reply = new ReplyWriter(random.nextInt(300));
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = random.nextInt(30); i > 0; i--) {
            long number = random.nextLong() >> random.nextInt(64);
            StreamId id = new StreamId(number, random.nextLong() >>> random.nextInt(64));
            reply.bulkLong(number);
            reply.bulk(id);
            put(expected, Long.toString(number).getBytes(StandardCharsets.US_ASCII));
            put(expected, id.toString().getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(written(reply)).isEqualTo(expected.toByteArray());
    }

    private static byte[] text(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64)).getBytes(StandardCharsets.US_ASCII);
            case 1 -> bytes(random, random.nextInt(5000));
            case 2 -> bytes(random, 60 + random.nextInt(10));
            default -> bytes(random, random.nextInt(64));
        };
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void put(ByteArrayOutputStream expected, byte[] text) {
        expected.writeBytes(("$" + text.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        expected.writeBytes(text);
        expected.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] written(ReplyWriter reply) {
        return Arrays.copyOf(reply.buffer(), reply.length());
    }
}
