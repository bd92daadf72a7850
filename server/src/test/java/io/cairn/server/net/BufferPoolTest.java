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

    @Test
    void anArrayTwiceAsLargeWillDoButNoneThatIsLarger() {
        byte[] large = pool.take(8 * BufferPool.BUFFER_BYTES);
        pool.give(large);
        assertThat(pool.takeIfAtHand(2 * BufferPool.BUFFER_BYTES)).hasSize(BufferPool.BUFFER_BYTES);
        assertThat(pool.takeIfAtHand(4 * BufferPool.BUFFER_BYTES) == large).isTrue();
        assertThat(pool.takeIfAtHand(4 * BufferPool.BUFFER_BYTES)).hasSize(BufferPool.BUFFER_BYTES);
    }

    @Test
    void whatIsEnlargedKeepsItsBytesAndComesBack() {
        byte[] small = pool.take();
        Arrays.fill(small, (byte) 7);
        byte[] large = pool.enlarge(small, small.length, small.length + 1);
        assertThat(large).hasSize(2 * small.length).startsWith(small);
        assertThat(pool.take() == small).isTrue();
    }

    @Test
    void givesUpWhatWasNotNeededSinceTheLastTime() {
        byte[] first = pool.take();
        byte[] second = pool.take();
        pool.give(first);
        pool.give(second);
        pool.trim();
        assertThat(pool.take() == second).isTrue();
        pool.give(second);
        // One of two was needed at a time.
        pool.trim();
        byte[] kept = pool.take();
        byte[] made = pool.take();
        assertThat(kept == first || kept == second).isTrue();
        assertThat(made == first || made == second).isFalse();
    }

    @Test
    void keepsWhatIsNeededAgainAndAgain() {
        byte[] array = pool.take();
        for (int i = 0; i < 10; i++) {
            pool.give(array);
            assertThat(pool.take() == array).isTrue();
            pool.trim();
        }
    }

    @Test
    void anIdlePoolIsEmptyInTheEnd() {
        byte[][] arrays = new byte[20][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = pool.take(BufferPool.BUFFER_BYTES << i % 3);
        }
        Arrays.stream(arrays).forEach(pool::give);
        pool.trim();
        pool.trim();
        for (int i = 0; i < arrays.length; i++) {
            byte[] taken = pool.take(BufferPool.BUFFER_BYTES << i % 3);
            assertThat(Arrays.stream(arrays).noneMatch(array -> array == taken)).isTrue();
        }
    }
}
