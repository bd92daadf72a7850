package io.cairn.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BufferPoolTest {
    private final BufferPool pool = new BufferPool();

    @Test
    void arraysAreOfTheLeastSizeThatFits() {
        assertThat(pool.take()).hasSize(BufferPool.BUFFER_BYTES);
        assertThat(pool.take(0)).hasSize(BufferPool.BUFFER_BYTES);
        assertThat(pool.take(BufferPool.BUFFER_BYTES)).hasSize(BufferPool.BUFFER_BYTES);
        assertThat(pool.take(BufferPool.BUFFER_BYTES + 1)).hasSize(2 * BufferPool.BUFFER_BYTES);
        assertThat(pool.take(BufferPool.LARGEST_BYTES - 1)).hasSize(BufferPool.LARGEST_BYTES);
        assertThat(pool.take(BufferPool.LARGEST_BYTES)).hasSize(BufferPool.LARGEST_BYTES);
        assertThat(pool.take(BufferPool.LARGEST_BYTES + 1)).hasSize(BufferPool.LARGEST_BYTES + 1);
    }

    @Test
    void whatWasGivenBackIsTakenAgain() {
        for (int bytes = BufferPool.BUFFER_BYTES; bytes <= BufferPool.LARGEST_BYTES; bytes *= 2) {
            byte[] array = pool.take(bytes);
            assertThat(pool.take(bytes) == array).isFalse();
            pool.give(array);
            assertThat(pool.take(bytes) == array).isTrue();
        }
    }

    @Test
    void arraysOfOtherSizesAreNotKept() {
        pool.give(BufferPool.EMPTY);
        pool.give(new byte[BufferPool.BUFFER_BYTES + 7]);
        pool.give(new byte[2 * BufferPool.LARGEST_BYTES]);
        assertThat(pool.take(BufferPool.BUFFER_BYTES + 7)).hasSize(2 * BufferPool.BUFFER_BYTES);
        assertThat(pool.take(2 * BufferPool.LARGEST_BYTES)).hasSize(2 * BufferPool.LARGEST_BYTES);
    }

    @Test
    void keepsSoMuchAndNoMore() {
        int kept = BufferPool.MAX_POOLED_BYTES / BufferPool.LARGEST_BYTES;
        byte[][] given = new byte[kept + 1][];
        for (int i = 0; i < given.length; i++) {
            given[i] = pool.take(BufferPool.LARGEST_BYTES);
        }
        for (byte[] array : given) {
            pool.give(array);
        }
        for (int i = kept - 1; i >= 0; i--) {
            assertThat(pool.take(BufferPool.LARGEST_BYTES) == given[i]).isTrue();
        }
        byte[] another = pool.take(BufferPool.LARGEST_BYTES);
        assertThat(Arrays.stream(given).noneMatch(array -> array == another)).isTrue();
    }

    @Test
    void aLargeArrayIsNotMadeForWhoMayNotNeedIt() {
        assertThat(pool.takeIfAtHand(BufferPool.LARGEST_BYTES)).hasSize(BufferPool.BUFFER_BYTES);
        byte[] large = pool.take(BufferPool.LARGEST_BYTES);
        pool.give(large);
        assertThat(pool.takeIfAtHand(BufferPool.LARGEST_BYTES) == large).isTrue();
        assertThat(pool.takeIfAtHand(BufferPool.LARGEST_BYTES)).hasSize(BufferPool.BUFFER_BYTES);
        assertThat(pool.takeIfAtHand(2 * BufferPool.LARGEST_BYTES)).hasSize(BufferPool.BUFFER_BYTES);
        pool.give(large);
        assertThat(pool.takeIfAtHand(BufferPool.LARGEST_BYTES / 4)).hasSize(BufferPool.BUFFER_BYTES);
        assertThat(pool.takeIfAtHand(BufferPool.LARGEST_BYTES / 2) == large).isTrue();
    }
}
