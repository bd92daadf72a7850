package io.cairn.tools.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cairn.tools.bench.BigValue;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.TypeConversionException;

/** What is told of workloads without a server; {@link BenchIntegrationTest} sends them to two. */
class WorkloadTest {
    private static List<List<String>> requests(Workload workload, int keys, int clients) {
        WorkloadData data = workload.data(keys, 32, clients);
        return IntStream.range(0, Math.min(workload.requests(data), 5000))
                .mapToObj(i -> List.of(workload.request(data, i)))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void requestsAreTheSameWheneverTheyAreMade(Workload workload) {
        assertThat(requests(workload, 1000, 3)).isEqualTo(requests(workload, 1000, 3));
    }

    @ParameterizedTest
    @EnumSource(names = {"ZADD", "GEOADD", "SADD", "PFADD", "DEL_BIG", "XREADGROUP_ACK"})
    void whatCanBeSentOnceIsThereOnce(Workload workload) {
        List<List<String>> requests = requests(workload, 1000, 2);
        Set<List<String>> different = new HashSet<>(requests);
        // A read is like the next one.
        assertThat(different).hasSize(workload == Workload.XREADGROUP_ACK ? 2002 : requests.size());
    }

    @Test
    void eachConnectionReadsAndAcknowledgesForItsOwnGroup() {
        List<List<String>> requests = requests(Workload.XREADGROUP_ACK, 1000, 2);
        assertThat(requests).hasSize(4000);
        assertThat(requests.get(1999)).containsExactly("XACK", "big:stream", "group:0", BigValue.STREAM.name(999));
        assertThat(requests.get(2000)).startsWith("XREADGROUP", "GROUP", "group:1");
        assertThat(requests.get(2001)).containsExactly("XACK", "big:stream", "group:1", BigValue.STREAM.name(0));
    }

    @Test
    void everyTenthOfTheMixtureWrites() {
        List<List<String>> requests = requests(Workload.MIXED_90_10, 1000, 1);
        for (int i = 0; i < 100; i++) {
            assertThat(requests.get(i).get(0)).isEqualTo(i % 10 == 9 ? "SET" : "GET");
            assertThat(Workload.MIXED_90_10.reply(i).kinds()).isEqualTo(i % 10 == 9 ? "+" : "$");
        }
    }

    @Test
    void keysAndPayloadsAreThoseAskedForUnlessTheNameSaysOthers() {
        assertThat(Workload.SET.keys(0, 50)).isEqualTo(100_000);
        assertThat(Workload.SET.keys(7000, 50)).isEqualTo(7000);
        assertThat(Workload.GET_HOT.keys(7000, 50)).isOne();
        assertThat(Workload.XREADGROUP_ACK.keys(7000, 50)).isEqualTo(2000);
        assertThat(Workload.SET.data(0, 100, 1).value()).hasSize(100);
        assertThat(Workload.SET_64K.data(0, 100, 1).value()).hasSize(65_536);
    }

    @Test
    void sizesFollowFromWhatWasAcknowledged() {
        WorkloadData data = Workload.LPUSH.data(1000, 32, 1);
        assertThat(Workload.LPUSH.sizeAfter(data, 30)).isEqualTo(30);
        assertThat(Workload.LPOP.sizeAfter(data, 30)).isEqualTo(970);
        assertThat(Workload.SET.sizeAfter(data, 30)).isEqualTo(1000);
        assertThat(Workload.SETBIT.sizeAfter(data, 30)).isEqualTo(125);
        assertThat(Workload.PFADD.sizeAfter(data, 30)).isEqualTo(Workload.UNKNOWN);
    }

    @Test
    void anOptionHasTheNamesThatAreListed() {
        assertThat(Arrays.stream(Workload.values()).map(each -> new WorkloadOption().convert(each.toString())))
                .containsExactly(Workload.values());
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new WorkloadOption().convert("gett"))
                .withMessage("'gett' is no workload; --list names them");
        assertThat(BenchCommand.workloads(50))
                .hasSize(Workload.values().length)
                .contains("get-random        1,000,000  GET of any key");
    }
}
