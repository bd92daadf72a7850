package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListCompressionTest {
    private static final int COUNT = 5000;
    private static final byte[] WORDS = "{\"name\":\"value\",\"number\":12345}".getBytes(StandardCharsets.US_ASCII);

    private final SnapshotEpoch epoch = new SnapshotEpoch();
    private final ListCursor cursor = new ListCursor();

    private ListTree list(int depth, byte[]... elements) {
        ListTree list = new ListTree(epoch, depth);
        for (byte[] element : elements) {
            push(list, element);
        }
        list.checkInvariants();
        return list;
    }

    private void push(ListTree list, byte[] element) {
        cursor.seek(list, list.size());
        cursor.insert(list, element, 0, element.length);
    }

    private static byte[][] same(byte[] element, int count) {
        byte[][] elements = new byte[count][];
        Arrays.fill(elements, element);
        return elements;
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    @Test
    void everyLeafIsCompressedOnceWhileAListGrows() {
        ListTree list = list(1, same(WORDS, COUNT));
        TreeEvents events = list.tree.events;
        assertThat(events.leafCompressions).isGreaterThan(30).isEqualTo(events.leafInsertions - 1);
        assertThat(events.leafDecompressions).isZero();
    }

    @Test
    void anElementInTheMiddleIsReadWithoutDecompressingItsLeaf() {
        ListTree list = list(1, same(WORDS, COUNT));
        Element element = new Element();
        cursor.seek(list, COUNT / 2);
        assertThat(cursor.isOnCompressed()).isTrue();
        cursor.read(element);
        assertThat(element.copy()).isEqualTo(WORDS);
        assertThat(list.tree.events.leafDecompressions).isZero();
        list.checkInvariants();
    }

    @Test
    void aChangeInTheMiddleDecompressesAndCompressesOneLeaf() {
        ListTree list = list(1, same(WORDS, COUNT));
        int before = list.tree.events.leafCompressions;
        cursor.seek(list, COUNT / 2);
        cursor.replace(list, WORDS, 0, 5);
        list.checkInvariants();
        assertThat(list.tree.events.leafDecompressions).isEqualTo(1);
        assertThat(list.tree.events.leafCompressions).isEqualTo(before + 1);
    }

    @Test
    void memoryIsThatOfTheCompressedLeaves() {
        long plain = list(0, same(WORDS, COUNT)).memoryBytes(0);
        ListTree compressed = list(1, same(WORDS, COUNT));
        assertThat(compressed.memoryBytes(0)).isLessThan(plain / 5);
        assertThat(compressed.copy(epoch).memoryBytes(0)).isLessThan(plain / 5);
        assertThat(compressed.packedBytes()).isGreaterThan(plain / 2);
    }

    @Test
    void depthZeroCompressesNothing() {
        ListTree list = list(0, same(WORDS, COUNT));
        assertThat(list.tree.events.leafCompressions + list.tree.events.leavesNotCompressed)
                .isZero();
    }

    @Test
    void whatSavesLittleStaysAsItIs() {
        ListTree list = list(1, same(new byte[0], 0));
        for (int i = 0; i < COUNT; i++) {
            push(list, noise(32 + i % 7));
        }
        list.checkInvariants();
        assertThat(list.tree.events.leavesNotCompressed + list.tree.events.leafCompressions)
                .isEqualTo(list.tree.events.leafInsertions - 1);
        ListTree noise = list(1, noise(5000), noise(5001), noise(5002), noise(5003));
        assertThat(noise.tree.events.leavesNotCompressed).isEqualTo(2);
    }

    @Test
    void anElementLongerThanAMebibyteStaysAsItIs() {
        byte[] fits = new byte[(1 << 20) - 100];
        byte[] tooLong = new byte[1 << 20];
        assertThat(list(1, fits, fits, fits).tree.events.leafCompressions).isEqualTo(1);
        assertThat(list(1, tooLong, tooLong, tooLong).tree.events.leafCompressions)
                .isZero();
    }

    @Test
    void aDepthThatNoLeafReachesCompressesNothing() {
        ListTree list = list(1000, same(WORDS, COUNT));
        assertThat(list.tree.events.leafCompressions).isZero();
    }

    @Test
    void copiesAndPartsCompressNothingAnew() {
        ListTree list = list(2, same(WORDS, COUNT));
        ListTree copy = list.copy(epoch);
        copy.checkInvariants();
        assertThat(copy.tree.events.leafCompressions).isZero();
        ListTree part = list.part(COUNT / 4, COUNT / 2);
        part.checkInvariants();
        assertThat(part.tree.events.leafCompressions).isZero();
        assertThat(part.size()).isEqualTo(COUNT / 2);
    }

    @Test
    void aCompressedLeafOfAnotherLengthIsRefused() {
        byte[] target = new byte[100];
        int length = Lz4.compress(new byte[80], 80, target);
        byte[] compressed = Arrays.copyOf(target, length);
        Lz4.decompress(compressed, new byte[80], 80);
        assertThatThrownBy(() -> Lz4.decompress(compressed, new byte[100], 81))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Lz4.decompress(compressed, new byte[100], 79)).isInstanceOf(RuntimeException.class);
    }
}
