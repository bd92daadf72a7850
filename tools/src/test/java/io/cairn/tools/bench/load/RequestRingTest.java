package io.cairn.tools.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestRingTest {
    private static byte[] request(int number) {
        String digits = Integer.toString(number);
        return ("*2\r\n$3\r\nGET\r\n$" + digits.length() + "\r\n" + digits + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static RequestRing.Builder of(int count, ByteBuffer space) {
        RequestRing.Builder builder = new RequestRing.Builder(space);
        for (int i = 0; i < count; i++) {
            assertThat(builder.add(request(i), i % 2 == 0 ? ReplyShape.STATUS : ReplyShape.STRING))
                    .isTrue();
        }
        return builder;
    }

    private static String selected(RequestRing ring, ByteBuffer view, int first, int end) {
        ring.select(view, first, end);
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String encoded(int first, int end) {
        StringBuilder text = new StringBuilder();
        for (int i = first; i < end; i++) {
            text.append(new String(request(i), StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    @Test
    void anyPartOfItIsWhatWasAdded() {
        RequestRing ring = of(3000, ByteBuffer.allocateDirect(100_000)).build(1);
        ByteBuffer view = ring.view();
        assertThat(ring.size()).isEqualTo(3000);
        assertThat(selected(ring, view, 2990, 3000)).isEqualTo(encoded(2990, 3000));
        assertThat(selected(ring, view, 0, 1)).isEqualTo(encoded(0, 1));
        assertThat(selected(ring, view, 5, 1200)).isEqualTo(encoded(5, 1200));
        assertThat(selected(ring, view, 0, 3000)).isEqualTo(encoded(0, 3000));
    }

    @Test
    void eachRequestHasItsShapeAndItsText() {
        RequestRing ring = of(1500, ByteBuffer.allocate(100_000)).build(1);
        assertThat(ring.shape(1234)).isEqualTo(ReplyShape.STATUS);
        assertThat(ring.shape(1235)).isEqualTo(ReplyShape.STRING);
        assertThat(ring.text(1234, 100)).isEqualTo("GET 1234");
        assertThat(ring.text(1234, 14)).isEqualTo("GET");
    }

    @Test
    void holdsWholeMultiplesOfThePipeline() {
        assertThat(of(300, ByteBuffer.allocate(100_000)).build(128).size()).isEqualTo(256);
        RequestRing.Builder tooFew = of(100, ByteBuffer.allocate(100_000));
        assertThatIllegalStateException().isThrownBy(() -> tooFew.build(128));
    }

    @Test
    void whatHasNoRoomIsLeftOut() {
        RequestRing.Builder builder = of(10, ByteBuffer.allocate(10 * request(0).length));
        assertThat(builder.add(request(1), ReplyShape.STATUS)).isFalse();
        assertThat(builder.build(1).size()).isEqualTo(10);
    }

    @Test
    void aBufferIsUsedAgain() {
        ByteBuffer space = ByteBuffer.allocateDirect(100_000);
        of(3000, space).build(1);
        RequestRing second = of(20, space).build(1);
        assertThat(selected(second, second.view(), 0, 20)).isEqualTo(encoded(0, 20));
    }
}
