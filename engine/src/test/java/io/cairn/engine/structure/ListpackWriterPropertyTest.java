package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Goal: a listpack that is written entry by entry is the one that appending gives.
 *
 * <p>Method: texts and numbers of every length, added to both in turn, several listpacks with one writer. Invariant: the same
 * bytes, and each entry where the writer said.
 */
class ListpackWriterPropertyTest {
    private final ListpackWriter writer = new ListpackWriter(16);

    @Property(tries = 300)
    void writesWhatAppendingGives(@ForAll Random random) {
        for (int round = 0; round < 3; round++) {
            Packed appended = Packed.workspace(16);
            Listpack.clear(appended);
            writer.clear(random.nextBoolean() ? 16 : 1 << 20);
            int count = random.nextInt(20);
            Element element = new Element();
            for (int i = 0; i < count; i++) {
                point(element, random);
                int at = Listpack.end(appended.bytes(), 0);
                if (element.isInteger()) {
                    Listpack.append(appended, element.integer());
                } else {
                    Listpack.append(appended, element.bytes(), element.offset(), element.length());
                }
                assertThat(writer.end()).isEqualTo(at);
                assertThat(writer.append(element)).isEqualTo(at);
            }
            assertThat(writer.count()).isEqualTo(count);
            int length = writer.finish();
            assertThat(Listpack.isValid(writer.bytes(), 0, length)).isTrue();
            assertThat(ByteBuffer.wrap(writer.bytes(), 0, length))
                    .isEqualTo(ByteBuffer.wrap(appended.bytes(), 0, appended.length()));
        }
    }

    private static void point(Element element, Random random) {
        long number = random.nextLong() >> random.nextInt(64);
        byte[] text = switch (random.nextInt(4)) {
            case 0 -> Long.toString(number).getBytes(StandardCharsets.US_ASCII);
            case 1 -> new byte[random.nextInt(130)];
            case 2 -> new byte[1 << random.nextInt(random.nextInt(8) == 0 ? 22 : 14)];
            default -> null;
        };
        if (text == null) {
            element.pointInteger(number);
        } else {
            element.point(text, 0, text.length);
        }
    }
}
