package io.cairn.persistence;

import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.RecordTable;
import io.cairn.testing.Dataset;
import io.cairn.testing.Json;
import io.cairn.testing.RespReplies;
import io.cairn.testing.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A data set that another server has written, and what a client read from it there: {@code testdata/samples}. */
public final class Sample {
    private static final String PACKED = ".gz";

    private final Path directory;

    private Sample(Path directory) {
        this.directory = directory;
    }

    /** The data set of {@code server}, such as {@code redis-7.0.15}. */
    public static Sample of(String server) {
        return new Sample(TestData.path("samples/" + server));
    }

    /** The bytes of the dump. */
    public byte[] dump() throws IOException {
        return unpack(directory.resolve("dump.rdb" + PACKED));
    }

    /** Copies the dump to where a server looks for it. */
    public void copyDumpTo(Path data) throws IOException {
        Files.write(data.resolve("dump.rdb"), dump());
    }

    /** Copies the log's files to where a server looks for them. */
    public void copyLogTo(Path data) throws IOException {
        Path from = directory.resolve("appendonlydir");
        Path to = Files.createDirectory(data.resolve("appendonlydir"));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                String name = from.relativize(file).toString();
                boolean packed = name.endsWith(PACKED);
                String copied = packed ? name.substring(0, name.length() - PACKED.length()) : name;
                Files.write(to.resolve(copied), packed ? unpack(file) : Files.readAllBytes(file));
            }
        }
    }

    private static byte[] unpack(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    /** A line for each key of a data set. */
    public static List<String> lines(Dataset dataset) {
        List<String> lines = new ArrayList<>();
        dataset.databases()
                .forEach((index, items) -> items.forEach((key, item) -> {
                    String content = switch (item.type()) {
                        case "string" -> escaped(item.content());
                        // When pending entries were given is not in the sample.
                        case "stream" -> item.content().replaceAll(" at=\\d+", "");
                        default -> item.content();
                    };
                    lines.add(index + " " + escaped(key) + " " + item.type() + " " + content + " " + item.expireAtMs());
                }));
        return lines;
    }

    /** What a client read from the server, in the same form. */
    public List<String> expectedLines() throws IOException {
        String file = new String(unpack(directory.resolve("expected.jsonl" + PACKED)), StandardCharsets.UTF_8);
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
            case "string" -> elements.add(escaped(value));
            case "hash" -> addFields(elements, (Map<?, ?>) value, row);
            case "zset" -> {
                for (Object pair : (List<?>) value) {
                    String score = text(((List<?>) pair).get(1));
                    elements.add(escaped(((List<?>) pair).get(0)) + "=" + Doubles.toString(number(score)));
                }
            }
            case "stream" -> addStream(elements, row);
            default -> list(value).forEach(element -> elements.add(escaped(element)));
        }
        if (type.equals("hash") || type.equals("set")) {
            Collections.sort(elements);
        }
        return String.join(" ", elements);
    }

    private static void addFields(List<String> elements, Map<?, ?> fields, Map<?, ?> row) {
        Map<?, ?> times = row.get("field_expire_at_ms") instanceof Map<?, ?> map ? map : Map.of();
        fields.forEach((name, content) -> {
            Object time = times.containsKey(name) ? times.get(name) : (Long) RecordTable.NO_EXPIRY;
            elements.add(escaped(name) + "=" + escaped(content) + "@" + time);
        });
    }

    private static void addStream(List<String> words, Map<?, ?> row) {
        Map<?, ?> counters = (Map<?, ?>) Objects.requireNonNull(row.get("stream"));
        words.add("last=" + counters.get("last-generated-id"));
        words.add("first=" + counters.get("recorded-first-entry-id"));
        words.add("deleted=" + counters.get("max-deleted-entry-id"));
        words.add("added=" + counters.get("entries-added"));
        for (Object entry : list(row.get("value"))) {
            StringBuilder text = new StringBuilder().append(list(entry).get(0)).append(':');
            List<?> fields = list(list(entry).get(1));
            for (int i = 0; i < fields.size(); i += 2) {
                text.append(escaped(fields.get(i))).append('=');
                text.append(escaped(fields.get(i + 1))).append(',');
            }
            words.add(text.toString());
        }
        list(row.get("groups")).forEach(group -> addGroup(words, (Map<?, ?>) group));
    }

    private static void addGroup(List<String> words, Map<?, ?> group) {
        Object read = group.get("entries_read") == null ? "-1" : group.get("entries_read");
        words.add("group " + escaped(group.get("name")) + " " + group.get("last_delivered_id") + " read=" + read);
        List<?> pending = list(group.get("pending"));
        for (Object consumer : list(group.get("consumers"))) {
            long count = pending.stream()
                    .filter(entry -> consumer.equals(list(entry).get(1)))
                    .count();
            words.add("consumer " + escaped(consumer) + " pending=" + count);
        }
        for (Object entry : pending) {
            words.add("pending " + list(entry).get(0) + " "
                    + escaped(list(entry).get(1)) + " times=" + list(entry).get(2));
        }
    }

    private static double number(String score) {
        return switch (score) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(score);
        };
    }

    private static List<?> list(@Nullable Object json) {
        return (List<?>) Objects.requireNonNull(json);
    }

    private static String text(@Nullable Object value) {
        return (String) Objects.requireNonNull(value);
    }

    private static String escaped(@Nullable Object text) {
        return RespReplies.text(text(text).getBytes(StandardCharsets.ISO_8859_1));
    }
}
