package io.cairn.engine.structure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamWriterTest {
    private static final byte[] NO_BYTES = {};

    /** Fields of the same length, of which only that is looked at. */
    private record Lengths(int count, int each) implements StreamFields {
        @Override
        public byte[] bytes() {
            return NO_BYTES;
        }

        @Override
        public int offset(int index) {
            return 0;
        }

        @Override
        public int length(int index) {
            return each;
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 536870913", "4, 500000000", "100000000, 1"})
    void anEntryThatNoArrayCouldHoldDoesNotFit(int count, int each) {
        assertThat(StreamWriter.fits(new Lengths(count, each))).isFalse();
    }

    @Test
    void theLongestArgumentFits() {
        assertThat(StreamWriter.fits(new Lengths(2, 500_000_000))).isTrue();
    }
}
