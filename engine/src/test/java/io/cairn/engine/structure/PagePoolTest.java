package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PagePoolTest {
    private final PagePool pool = new PagePool();

    @Test
    void givesAtLeastWhatWasAskedForAndAtMostAnEighthMore() {
        int previous = 0;
        for (int bytes = 1; bytes <= PageFormat.MAX_PAGE_BYTES; bytes++) {
            int length = PagePool.roundUp(bytes);
            assertThat(length).isGreaterThanOrEqualTo(bytes).isGreaterThanOrEqualTo(previous);
            assertThat(length - bytes).isLessThanOrEqualTo(Math.max(63, bytes / 8));
            assertThat(PagePool.roundUp(length)).isEqualTo(length);
            assertThat(length).isLessThanOrEqualTo(PageFormat.MAX_PAGE_BYTES);
            previous = length;
        }
    }

    @Test
    void handsOutAnArrayOnce() {
        byte[] page = pool.take(1000);
        pool.recycle(page);
        assertThat(pool.holds(page)).isTrue();
        assertThat(pool.take(page.length)).isSameAs(page);
        assertThat(pool.holds(page)).isFalse();
        assertThat(pool.take(page.length)).isNotSameAs(page);
    }

    @Test
    void keepsAFewOfEachSizeOnly() {
        for (int i = 0; i < 1000; i++) {
            pool.recycle(new byte[1024]);
        }
        int kept = 0;
        for (byte[] page = pool.take(1024); pool.holds(page) || kept < 1000; page = pool.take(1024)) {
            kept++;
        }
        assertThat(kept).isEqualTo(1000);
    }

    @Test
    void keepsNoVeryLargeOnes() {
        byte[] page = pool.take(PageFormat.MAX_PAGE_BYTES);
        pool.recycle(page);
        assertThat(pool.holds(page)).isFalse();
    }
}
