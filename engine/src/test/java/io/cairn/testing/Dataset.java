package io.cairn.testing;

import io.cairn.engine.Engine;
import io.cairn.engine.keyspace.DataSnapshot;
import io.cairn.engine.keyspace.KeyspaceSnapshot;
import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
import io.cairn.engine.value.ElementWalk;
import io.cairn.engine.value.FieldWalk;
import io.cairn.engine.value.HashValue;
import io.cairn.engine.value.ListValue;
import io.cairn.engine.value.MemberWalk;
import io.cairn.engine.value.SetValue;
import io.cairn.engine.value.SortedSetValue;
import io.cairn.engine.value.StreamValue;
import io.cairn.engine.value.StringValue;
import io.cairn.engine.value.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that an engine holds, for comparing it with what another one holds. Text is ISO 8859-1, a character per byte.
 *
 * <p>How a value is kept is not part of it: two engines with the same data may have come to it by different ways.
 */
public final class Dataset {
    /**
     * What a key holds.
     *
     * @param type as TYPE says it
     * @param content the bytes of a string; of a collection its elements, escaped and in its own order or sorted
     * @param expireAtMs when it expires; {@link io.cairn.engine.structure.RecordTable#NO_EXPIRY} if never
     */
    public record Item(String type, String content, long expireAtMs) {}

    private final SortedMap<Integer, SortedMap<String, Item>> databases;

    private Dataset(SortedMap<Integer, SortedMap<String, Item>> databases) {
        this.databases = databases;
    }

    /** What the engine holds, keys included whose time has come but that nobody has removed yet. */
    public static Dataset of(Engine engine) {
        return engine.exclusively(() -> {
            DataSnapshot snapshot = engine.databases().snapshot();
            try {
                return of(snapshot);
            } finally {
                engine.databases().close(snapshot);
            }
        });
    }

    /** What a snapshot holds. */
    public static Dataset of(DataSnapshot snapshot) {
        SortedMap<Integer, SortedMap<String, Item>> databases = new TreeMap<>();
        try {
            for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
                SortedMap<String, Item> items = new TreeMap<>();
                keyspace.forEach((key, offset, length, value, expireAtMs) -> {
                    String name = new String(key, offset, length, StandardCharsets.ISO_8859_1);
                    if (items.put(name, item(value, expireAtMs)) != null) {
                        throw new IllegalStateException("the same key twice: key=" + name);
                    }
                });
                databases.put(keyspace.index(), items);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Dataset(databases);
    }

    private static Item item(Value value, long expireAtMs) {
        if (value instanceof StringValue string) {
            String content = new String(string.copy(), StandardCharsets.ISO_8859_1);
            return new Item(value.typeName(), content, expireAtMs);
        }
        List<String> elements = elements(value);
        if (!(value instanceof ListValue || value instanceof SortedSetValue || value instanceof StreamValue)) {
            Collections.sort(elements);
        }
        return new Item(value.typeName(), String.join(" ", elements), expireAtMs);
    }

    private static List<String> elements(Value value) {
        List<String> elements = new ArrayList<>();
        if (value instanceof ListValue list) {
            addAll(list.walk(), elements);
        } else if (value instanceof SetValue set) {
            addAll(set.walk(), elements);
        } else if (value instanceof HashValue hash) {
            for (FieldWalk walk = hash.walk(); walk.next(); ) {
                elements.add(escaped(walk.name()) + "=" + escaped(walk.value()) + "@" + walk.expireAtMs());
            }
        } else if (value instanceof SortedSetValue sorted) {
            for (MemberWalk walk = sorted.walk(); walk.next(); ) {
                elements.add(escaped(walk.member()) + "=" + Doubles.toString(walk.score()));
            }
        } else if (value instanceof StreamValue stream) {
            StreamContent.addTo(elements, stream.stream());
        } else {
            throw new IllegalArgumentException("datasets do not know this kind of value: type=" + value.typeName());
        }
        return elements;
    }

    private static void addAll(ElementWalk walk, List<String> elements) {
        while (walk.next()) {
            elements.add(escaped(walk.element()));
        }
    }

    private static String escaped(Element element) {
        return RespReplies.text(element.copy());
    }

    /** The same without the keys whose time has come at {@code nowMs}. */
    public Dataset livingAt(long nowMs) {
        SortedMap<Integer, SortedMap<String, Item>> living = new TreeMap<>();
        databases.forEach((index, items) -> {
            SortedMap<String, Item> left = new TreeMap<>(items);
            left.values().removeIf(item -> item.expireAtMs() <= nowMs);
            if (!left.isEmpty()) {
                living.put(index, left);
            }
        });
        return new Dataset(living);
    }

    /** Number of keys in all databases. */
    public int size() {
        return databases.values().stream().mapToInt(Map::size).sum();
    }

    /** Items by key by number of database; databases without keys are missing. */
    public SortedMap<Integer, SortedMap<String, Item>> databases() {
        return databases;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dataset dataset && databases.equals(dataset.databases);
    }

    @Override
    public int hashCode() {
        return databases.hashCode();
    }

    /** A line for each key, so that two of them can be compared by eye. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        databases.forEach((index, items) -> items.forEach((key, item) -> lines.add(index + " " + escaped(key) + " = "
                + item.type() + " " + escaped(item.content()) + " expires at " + item.expireAtMs())));
        return String.join("\n", lines);
    }

    private static String escaped(String text) {
        return RespReplies.text(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
