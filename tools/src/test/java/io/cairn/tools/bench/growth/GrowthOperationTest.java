package io.cairn.tools.bench.growth;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.tools.bench.BigValue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrowthOperationTest {
    @ParameterizedTest
    @EnumSource
    void asksForItsOwnValueAtAnySize(GrowthOperation operation) {
        SplittableRandom random = new SplittableRandom(1);
        for (int size : new int[] {1, 2, 10, 1000}) {
            String[] request = operation.request(random, size);
            assertThat(request).startsWith(operation.name());
            assertThat(request[1])
                    .startsWith(
                            operation.value() == BigValue.STRINGS
                                    ? "key:"
                                    : operation.value().key());
        }
    }

    @Test
    void indexesLieInTheMiddle() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(IntStream.range(0, 1000)
                        .map(i -> Integer.parseInt(GrowthOperation.LINDEX.request(random, 1000)[2])))
                .allMatch(index -> index >= 450 && index < 550)
                .contains(450, 549);
    }

    @Test
    void insertedElementsAreTakenOffTheOtherEnd() {
        assertThat(GrowthOperation.LINSERT.restore(128)).containsExactly("LTRIM", "big:list", "128", "-1");
        assertThat(GrowthOperation.LSET.restore(128)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 761, 1000, 12_345})
    void theOrderOfFillingHasEveryElementOnce(int size) {
        IntStream order = IntStream.range(0, size).map(i -> BigValue.scattered(i, size));
        assertThat(order.sorted().toArray()).isEqualTo(IntStream.range(0, size).toArray());
    }

    @Test
    void circlesHoldAsManyPlacesHoweverManyThereAre() {
        for (int center : new int[] {500, 5000, 500_000}) {
            double x = Double.parseDouble(BigValue.longitude(center));
            double y = Double.parseDouble(BigValue.latitude(center));
            // 5 km, in degrees at the equator.
            long within = IntStream.range(Math.max(0, center - 7000), center + 7000)
                    .filter(i -> Math.hypot(
                                    x - Double.parseDouble(BigValue.longitude(i)),
                                    y - Double.parseDouble(BigValue.latitude(i)))
                            < 0.04497)
                    .count();
            assertThat(within).as("around %d", center).isBetween(14L, 18L);
        }
    }
}
