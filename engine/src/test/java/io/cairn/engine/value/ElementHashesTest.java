package io.cairn.engine.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.structure.SnapshotEpoch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ElementHashesTest {
    private static final int LENGTH = 3;

    private final byte[] request = "one two six".getBytes(StandardCharsets.US_ASCII);
    private final RecordTable table = new RecordTable(new SnapshotEpoch(), 1, 2);
    /** Of another data set, so that a hash from there shows where one comes from. */
    private final RecordTable other = new RecordTable(new SnapshotEpoch(), 3, 4);

    private final ElementHashes hashes = new ElementHashes(3);

    @BeforeEach
    void addElements() {
        for (int i = 0; i < 3; i++) {
            hashes.add(4 * i, LENGTH);
            hashes.hash(other, request, i);
        }
        hashes.know(request, 0, 2);
    }

    @Test
    void knownElementsAreNotHashedAgain() {
        // Which is found out by a check that their hashes are right, and that nothing but tests makes.
        for (int offset : new int[] {0, 4}) {
            assertThatThrownBy(() -> hashes.of(table, request, offset, LENGTH)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void knownElementsAreFoundInAnyOrderThatCommandsHave() {
        for (int offset : new int[] {0, 0, 4, 4, 0, 4}) {
            assertThat(hashes.of(other, request, offset, LENGTH)).isEqualTo(other.hash(request, offset, LENGTH));
        }
    }

    @Test
    void allOthersAreHashed() {
        assertHashed(request.clone(), 0, LENGTH);
        assertHashed(request, 0, LENGTH + 1);
        assertHashed(request, 1, LENGTH);
        // Another request's.
        assertHashed(request, 8, LENGTH);
    }

    @Test
    void nothingIsKnownOnceArraysMayChange() {
        hashes.forget();

        assertHashed(request, 0, LENGTH);
        assertHashed(request, 4, LENGTH);
    }

    @Test
    void thereIsRoomForAsManyAsSaid() {
        assertThat(hashes.isFull()).isTrue();
        hashes.clear();

        assertThat(hashes.isFull()).isFalse();
        assertThat(hashes.count()).isZero();
        assertHashed(request, 0, LENGTH);
    }

    private void assertHashed(byte[] bytes, int offset, int length) {
        assertThat(hashes.of(table, bytes, offset, length)).isEqualTo(table.hash(bytes, offset, length));
    }
}
