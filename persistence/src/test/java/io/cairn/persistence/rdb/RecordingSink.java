package io.cairn.persistence.rdb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Keeps everything that it is given; names and values as text of one char per byte. */
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
    final Map<Integer, Map<String, Entry>> databases = new LinkedHashMap<>();
    final Map<Integer, List<Long>> sizes = new LinkedHashMap<>();
    final List<String> notices = new ArrayList<>();
    private int database;

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
