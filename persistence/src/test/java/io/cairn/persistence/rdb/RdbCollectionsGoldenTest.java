package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.persistence.rdb.RecordingSink.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file of real redis-server with every type that it writes: {@code make-collections.sh}. */
class RdbCollectionsGoldenTest {
    @Test
    void readsAFileOfRedis() throws IOException {
        byte[] file = Files.readAllBytes(RdbGoldenTest.testData("collections-redis-7.0.15.rdb"));
        RecordingSink sink = RdbBytes.read(file);
        assertThat(sink.notices).isEmpty();
        Map<String, String> found = new LinkedHashMap<>();
        sink.keys(0).forEach((key, entry) -> found.put(key, ordered(key, entry.value())));
        assertThat(found).isEqualTo(content());
        assertThat(sink.entry(0, "expires")).isEqualTo(Entry.of("hash f=v", 4_102_444_800_123L));
        MemorySink memory = MemorySink.read(file);
        memory.checkInvariants();
        RecordingSink again = RdbBytes.read(memory.write(RdbFormat.DEFAULT_VERSION, true));
        Map<String, String> written = new LinkedHashMap<>();
        again.keys(0).forEach((key, entry) -> written.put(key, ordered(key, entry.value())));
        assertThat(written).isEqualTo(content());
    }

    /** Members of large sets and hashes have no order. */
    private static String ordered(String key, String value) {
        return key.startsWith("list") || key.equals("string") || key.startsWith("zset:small") || key.equals("zset:text")
                ? value
                : Arrays.stream(value.split(" ", -1)).sorted().collect(Collectors.joining(" "));
    }

    private static Map<String, String> content() {
        Map<String, String> content = new LinkedHashMap<>();
        content.put("list:one", "list only");
        content.put(
                "list:kinds",
                "list  a 0 -1 127 -4096 4095 32767 8388607 2147483647 9223372036854775807 -9223372036854775808 007");
        content.put(
                "list:long",
                "list "
                        + IntStream.rangeClosed(1, 40)
                                .mapToObj(i -> String.format("element-%04d", i))
                                .collect(Collectors.joining(" ")));
        content.put("set:short", "set -2 1 3");
        content.put("set:int", "set -3 1 70000");
        content.put("set:long", "set -3 1 5000000000");
        content.put("set:words", "set a b c 17");
        content.put("set:numbers", "set 1 2 3 4 5 6");
        content.put("hash:small", "hash name=cairn visits=1000 =");
        content.put("hash:large", "hash a=1 b=2 c=3 d=4 e=5 f=6");
        content.put("zset:small", "sorted set low=-inf zero=0 a=1 b=1");
        content.put("zset:text", "sorted set minus=0 pi=3.1415926535897931 huge=1.0000000000000001e+300 high=inf");
        content.put("zset:large", "sorted set a=1 b=1 c=2.5 d=-1.0000000000000001e-05 e=inf f=-inf g=9007199254740992");
        content.put("expires", "hash f=v");
        content.replaceAll(RdbCollectionsGoldenTest::ordered);
        content.put("string", "hello");
        return content;
    }
}
