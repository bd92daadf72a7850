package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.value.EncodingLimits;
import io.cairn.persistence.Sample;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dumps of other servers: every key has its content here, too, and keeps it when it is written and read again. */
class RdbSamplesTest {
    /** Everything is large. */
    private static final EncodingLimits NOTHING_COMPACT = new EncodingLimits(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    @ParameterizedTest
    @ValueSource(strings = {"redis-7.0.15", "redis-8.0-m01", "valkey-8.0.1"})
    void hasTheContentThatAClientRead(String server) throws IOException {
        Sample sample = Sample.of(server);
        for (EncodingLimits limits : List.of(EncodingLimits.DEFAULT, NOTHING_COMPACT)) {
            MemorySink sink = new MemorySink(limits);
            RdbBytes.reader(sample.dump(), sink).read();
            assertThat(sink.notices).isEmpty();
            sink.checkInvariants();
            assertThat(Sample.lines(sink.dataset())).isEqualTo(sample.expectedLines());
            for (boolean compress : new boolean[] {true, false}) {
                MemorySink again = MemorySink.read(sink.write(12, compress));
                again.checkInvariants();
                assertThat(again.dataset()).isEqualTo(sink.dataset());
            }
        }
    }
}
