package io.cairn.persistence.rdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.engine.structure.Doubles;
import io.cairn.engine.structure.Element;
import io.cairn.engine.structure.LargeStream;
import io.cairn.engine.structure.SnapshotEpoch;
import io.cairn.engine.structure.StreamLoader;
import io.cairn.testing.RespReplies;
import io.cairn.testing.StreamContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything that it is given; names and values as text of one char per byte, collections as words: their kind and
 * their elements in the order in which they came.
 */
final class RecordingSink implements RdbSink {
    /** What a file says about one key. */
    record Entry(String value, boolean isInteger, long expireAtMs, long idleSeconds, int frequency) {
        static Entry of(String value, long expireAtMs) {
            return new Entry(value, false, expireAtMs, RdbKey.NOT_GIVEN, RdbKey.NOT_GIVEN);
        }

        /** The same without the form in which the value came. */
        Entry plain() {
            return new Entry(value, false, expireAtMs, idleSeconds, frequency);
        }
    }

    final Map<String, String> auxiliary = new LinkedHashMap<>();
    final List<String> libraries = new ArrayList<>();
    final Map<Integer, Map<String, Entry>> databases = new LinkedHashMap<>();
    final Map<Integer, List<Long>> sizes = new LinkedHashMap<>();
    final List<String> notices = new ArrayList<>();
    private int database;
    private @Nullable Collection collection;
    private @Nullable StreamLoader stream;

    /** One that is being handed over. */
    private record Collection(CollectionKind kind, List<String> elements, Set<String> names) {}

    static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    Map<String, Entry> keys(int database) {
        return databases.computeIfAbsent(database, index -> new LinkedHashMap<>());
    }

    /** What the file says about a key that it must have. */
    Entry entry(int database, String key) {
        return Objects.requireNonNull(keys(database).get(key), key);
    }

    @Override
    public void string(RdbKey key, byte[] bytes, int offset, int length) throws RdbException {
        add(key, text(bytes, offset, length), false);
    }

    @Override
    public void integer(RdbKey key, long value) throws RdbException {
        add(key, Long.toString(value), true);
    }

    @Override
    public void begin(RdbKey key, CollectionKind kind) {
        assertThat(collection).isNull();
        collection = new Collection(kind, new ArrayList<>(), new HashSet<>());
    }

    @Override
    public boolean element(Element element) {
        Collection current = Objects.requireNonNull(collection);
        String text = escaped(element);
        current.elements.add(text);
        return current.kind == CollectionKind.LIST || current.names.add(text);
    }

    @Override
    public boolean field(Element name, Element value, long expireAtMs) {
        Collection current = Objects.requireNonNull(collection);
        String time = expireAtMs == RdbKey.NO_EXPIRY ? "" : "@" + expireAtMs;
        current.elements.add(escaped(name) + "=" + escaped(value) + time);
        return current.names.add(escaped(name));
    }

    @Override
    public boolean member(Element member, double score) {
        Collection current = Objects.requireNonNull(collection);
        current.elements.add(escaped(member) + "=" + Doubles.toString(score));
        return current.names.add(escaped(member));
    }

    @Override
    public StreamLoader beginStream(RdbKey key) {
        stream = new StreamLoader(new LargeStream(new SnapshotEpoch()));
        return stream;
    }

    @Override
    public void end(RdbKey key) throws RdbException {
        if (stream != null) {
            List<String> words = new ArrayList<>();
            StreamContent.addTo(words, stream.stream());
            stream = null;
            add(key, "stream " + String.join(" ", words), false);
            return;
        }
        Collection ended = Objects.requireNonNull(collection);
        collection = null;
        assertThat(ended.elements).isNotEmpty();
        add(key, ended.kind + " " + String.join(" ", ended.elements), false);
    }

    private static String escaped(Element element) {
        return RespReplies.text(element.copy());
    }

    private void add(RdbKey key, String value, boolean isInteger) throws RdbException {
        Entry entry = new Entry(value, isInteger, key.expireAtMs(), key.idleSeconds(), key.frequency());
        String name = text(key.bytes(), key.offset(), key.length());
        if (keys(database).put(name, entry) != null) {
            throw RdbException.damaged(0, "key " + key + " comes twice");
        }
    }

    @Override
    public void auxiliary(String name, String value) {
        auxiliary.put(name, value);
    }

    @Override
    public void library(byte[] source) {
        libraries.add(text(source, 0, source.length));
    }

    @Override
    public void database(int index) {
        database = index;
        keys(index);
    }

    @Override
    public void sizes(long keys, long keysWithExpiry) {
        sizes.put(database, List.of(keys, keysWithExpiry));
    }

    @Override
    public void notice(long offset, String sentence) {
        notices.add(offset + ": " + sentence);
    }
}
