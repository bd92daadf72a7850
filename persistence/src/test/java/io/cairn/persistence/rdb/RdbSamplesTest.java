package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.RecordTable;
import io.cairn.engine.value.EncodingLimits;
import io.cairn.testing.Dataset;
import io.cairn.testing.Json;
import io.cairn.testing.RespReplies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data sets that other servers have written, and what a client read from them there: {@code testdata/rdb/samples}. Every key
 * has its content here, too, and keeps it when it is written and read again.
 */
class RdbSamplesTest {
    /** Everything is large. */
    private static final EncodingLimits NOTHING_COMPACT = new EncodingLimits(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    @ParameterizedTest
    @ValueSource(strings = {"redis-7.0.15", "redis-8.0-m01", "valkey-8.0.1"})
    void hasTheContentThatAClientRead(String server) throws IOException {
        byte[] file = unzip(server + ".rdb.gz");
        String expected = new String(unzip(server + ".jsonl.gz"), StandardCharsets.UTF_8);
        for (EncodingLimits limits : List.of(EncodingLimits.DEFAULT, NOTHING_COMPACT)) {
            MemorySink sink = new MemorySink(limits);
            RdbBytes.reader(file, sink).read();
            assertThat(sink.notices).isEmpty();
            sink.checkInvariants();
            assertThat(lines(sink.dataset())).isEqualTo(expectedLines(expected));
            for (boolean compress : new boolean[] {true, false}) {
                MemorySink again = MemorySink.read(sink.write(12, compress));
                again.checkInvariants();
                assertThat(again.dataset()).isEqualTo(sink.dataset());
            }
        }
    }

    private static List<String> lines(Dataset dataset) {
        List<String> lines = new ArrayList<>();
        dataset.databases()
                .forEach((index, items) -> items.forEach((key, item) -> {
                    String content = item.type().equals("string") ? escaped(item.content()) : item.content();
                    lines.add(index + " " + escaped(key) + " " + item.type() + " " + content + " " + item.expireAtMs());
                }));
        return lines;
    }

    private static List<String> expectedLines(String file) {
        SortedMap<Long, SortedMap<String, String>> databases = new TreeMap<>();
        for (String line : file.split("\n")) {
            Map<?, ?> row = (Map<?, ?>) Objects.requireNonNull(Json.parse(line));
            String key = text(row.get("key"));
            String type = text(row.get("type"));
            Object expireAtMs = row.get("expire_at_ms");
            String rest = escaped(key) + " " + type + " " + content(type, row) + " "
                    + (expireAtMs == null ? RecordTable.NO_EXPIRY : expireAtMs);
            databases
                    .computeIfAbsent((Long) row.get("db"), index -> new TreeMap<>())
                    .put(key, rest);
        }
        List<String> lines = new ArrayList<>();
        databases.forEach((index, rows) -> rows.forEach((key, rest) -> lines.add(index + " " + rest)));
        return lines;
    }

    private static String content(String type, Map<?, ?> row) {
        Object value = Objects.requireNonNull(row.get("value"));
        List<String> elements = new ArrayList<>();
        switch (type) {
            case "string" -> {
                return escaped(text(value));
            }
            case "hash" -> {
                Map<?, ?> times = row.get("field_expire_at_ms") instanceof Map<?, ?> map ? map : Map.of();
                ((Map<?, ?>) value).forEach((name, content) -> {
                    Object time = times.containsKey(name) ? times.get(name) : (Long) RecordTable.NO_EXPIRY;
                    elements.add(escaped(text(name)) + "=" + escaped(text(content)) + "@" + time);
                });
            }
            case "zset" -> {
                for (Object pair : (List<?>) value) {
                    String score = text(((List<?>) pair).get(1));
                    elements.add(escaped(text(((List<?>) pair).get(0))) + "=" + Doubles.toString(number(score)));
                }
                return String.join(" ", elements);
            }
            default -> ((List<?>) value).forEach(element -> elements.add(escaped(text(element))));
        }
        if (!type.equals("list")) {
            Collections.sort(elements);
        }
        return String.join(" ", elements);
    }

    private static double number(String score) {
        return switch (score) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(score);
        };
    }

    private static String text(@Nullable Object value) {
        return (String) Objects.requireNonNull(value);
    }

    private static String escaped(String text) {
        return RespReplies.text(RealRedis.latin1(text));
    }

    private static byte[] unzip(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(RdbGoldenTest.testData("samples").resolve(name)))) {
            return in.readAllBytes();
        }
    }
}
