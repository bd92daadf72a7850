package io.cairn.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MediansTest {
    @Test
    void takesTheOneInTheMiddle() {
        assertThat(Medians.median(3, 100, 1)).isEqualTo(3);
        assertThat(Medians.median(7)).isEqualTo(7);
    }

    @Test
    void relatesCairnToRedis() {
        assertThat(new Medians(1, 4).ratio()).isEqualTo(0.25);
    }
}
