package io.cairn.engine.keyspace;

import java.util.List;

/**
 * All databases as they were at one moment. Immutable.
 *
 * @param id for {@link Databases#close}
 * @param takenAtMs the clock when it was taken
 * @param changes {@link Databases#changes} at that moment
 * @param libraries {@link Databases#setLibraries}
 * @param keyspaces the databases that hold a key
 */
public record DataSnapshot(
        int id, long takenAtMs, long changes, List<byte[]> libraries, List<KeyspaceSnapshot> keyspaces) {
    public DataSnapshot {
        libraries = List.copyOf(libraries);
        keyspaces = List.copyOf(keyspaces);
    }

    /** Number of keys in all databases. */
    public long size() {
        return keyspaces.stream().mapToLong(KeyspaceSnapshot::size).sum();
    }
}
